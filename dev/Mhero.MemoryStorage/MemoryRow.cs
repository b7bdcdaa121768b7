using Azure;
using Azure.Data.Tables;

namespace Mhero.MemoryStorage;

/// <summary>An entity as it is stored.</summary>
internal sealed record MemoryRow(string PartitionKey, string RowKey, ETag ETag, DateTimeOffset Timestamp, IReadOnlyList<KeyValuePair<string, object>> Values)
{
    private const int MaxTextBytes = 64 * 1024;
    private const int MaxKeyLength = 512;
    private const int MaxEntityBytes = 1024 * 1024;
    private const int MaxProperties = 252;

    private static readonly HashSet<string> SystemProperties = new(["odata.etag", "PartitionKey", "RowKey", "Timestamp"], StringComparer.Ordinal);

    /// <summary>What an entity says, if the service would store it.</summary>
    /// <exception cref="RequestFailedException">It breaks one of the service's limits.</exception>
    public static MemoryRow Of(ITableEntity entity, ETag etag, DateTimeOffset now)
    {
        KeyValuePair<string, object>[] values = [.. ((TableEntity)entity).Where(v => !SystemProperties.Contains(v.Key) && v.Value is not null)];
        if (values.Length > MaxProperties)
        {
            throw ServiceErrors.Of(400, "TooManyProperties", "The entity contains more properties than allowed.");
        }

        if (entity.PartitionKey.Length > MaxKeyLength || entity.RowKey.Length > MaxKeyLength)
        {
            throw ServiceErrors.Of(400, "KeyValueTooLarge", "A key is larger than 1 KiB.");
        }

        var bytes = 4 + (2 * (entity.PartitionKey.Length + entity.RowKey.Length));
        foreach (var (name, value) in values)
        {
            var size = SizeOf(value);
            if (size > MaxTextBytes)
            {
                throw ServiceErrors.Of(400, "PropertyValueTooLarge", "The property value exceeds the maximum allowed size (64KB).");
            }

            bytes += 8 + (2 * name.Length) + size;
        }

        return bytes > MaxEntityBytes
            ? throw ServiceErrors.Of(400, "EntityTooLarge", "The entity is larger than the maximum size permitted.")
            : new MemoryRow(entity.PartitionKey, entity.RowKey, etag, now, values);
    }

    /// <summary>The entity, with the properties that were asked for; null for all.</summary>
    public TableEntity Read(IReadOnlyCollection<string>? select)
    {
        var entity = new TableEntity();
        entity["odata.etag"] = ETag.ToString();
        foreach (var (name, value) in Values.Where(v => select?.Contains(v.Key) != false))
        {
            entity[name] = value;
        }

        entity.PartitionKey = select?.Contains("PartitionKey") != false ? PartitionKey : null!;
        entity.RowKey = select?.Contains("RowKey") != false ? RowKey : null!;
        if (select?.Contains("Timestamp") != false)
        {
            entity["Timestamp"] = Timestamp;
        }

        return entity;
    }

    /// <summary>Bytes of the value's part of the entity, by the service's own account.</summary>
    public static int SizeOf(object value) => value switch
    {
        string text => 4 + (2 * text.Length),
        byte[] bytes => 4 + bytes.Length,
        BinaryData data => 4 + data.ToMemory().Length,
        Guid => 16,
        bool => 1,
        int => 4,
        _ => 8,
    };
}
