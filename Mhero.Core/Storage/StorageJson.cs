using System.Text.Encodings.Web;
using System.Text.Json.Serialization.Metadata;
using Mhero.Core.Storage.Audit;
using Mhero.Core.Storage.Cursors;
using Mhero.Core.Storage.DeadLetters;
using Mhero.Core.Storage.Pauses;
using Mhero.Core.Storage.Queues;
using Mhero.Core.Storage.Quotas;
using Mhero.Core.Storage.Reviews;
using Mhero.Core.Storage.SyncLog;
using Mhero.Core.Storage.Tables;

namespace Mhero.Core.Storage;

/// <summary>How the stores of this folder write their documents.</summary>
[JsonSerializable(typeof(CallTally))]
[JsonSerializable(typeof(CursorContent))]
[JsonSerializable(typeof(AuditEntry))]
[JsonSerializable(typeof(DeadLetterCounter))]
[JsonSerializable(typeof(DeadLetterFilter))]
[JsonSerializable(typeof(DeadLetterRow))]
[JsonSerializable(typeof(DeadLetterSummary))]
[JsonSerializable(typeof(Pause))]
[JsonSerializable(typeof(Jobs.JobMessage))]
[JsonSerializable(typeof(Jobs.JobPointer))]
[JsonSerializable(typeof(Jobs.JobRow))]
[JsonSerializable(typeof(SyncLog.LastReading))]
[JsonSerializable(typeof(OrderClaim))]
[JsonSerializable(typeof(ReplayCopy))]
[JsonSerializable(typeof(ReplayMemory))]
[JsonSerializable(typeof(Review))]
[JsonSerializable(typeof(SyncExecutionContent))]
[JsonSerializable(typeof(BatchContent))]
internal sealed partial class StorageJson : JsonSerializerContext
{
    /// <summary>The one instance. Payloads are JSON inside JSON: relaxed escaping keeps them short and legible.</summary>
    public static StorageJson Instance { get; } = new(new JsonSerializerOptions
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    });

    public static string Write<T>(T value, JsonTypeInfo<T> type) => JsonSerializer.Serialize(value, type);

    public static T Read<T>(Document document, JsonTypeInfo<T> type) =>
        JsonSerializer.Deserialize(document.Content, type)
        ?? throw new JsonException($"The stored document '{document.Key}' is empty.");

    /// <summary>A key of 32 hexadecimal digits that follows from the text.</summary>
    public static string HashOf(string text) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)).AsSpan(0, 16));
}
