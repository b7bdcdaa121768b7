using Mhero.Core.Storage.Tables;

namespace Mhero.Functions.Console.Access;

/// <summary>
/// The key that signs sessions and form tokens. It is a row in storage, so that each instance accepts the sessions of the others. Without the row
/// a new key is made, and all sessions end.
/// </summary>
/// <param name="table">Where it is kept.</param>
/// <param name="time">The clock.</param>
public sealed class SessionKey(DocumentTable table, TimeProvider time)
{
    private const string Partition = "console";
    private const string Row = "session-key";
    private const int Length = 32;

    /// <summary>How long an instance uses the key without reading it again: as long as a session can outlive the removal of the row.</summary>
    private static readonly TimeSpan Kept = TimeSpan.FromMinutes(1);

    private volatile Reading? _last;

    /// <summary>Signs a text.</summary>
    /// <param name="purpose">The use of the signature; a signature for one purpose is none for another.</param>
    /// <param name="text">The text.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The signature, 32 bytes.</returns>
    public async Task<byte[]> SignAsync(string purpose, string text, CancellationToken cancellationToken) =>
        HMACSHA256.HashData(await ReadAsync(cancellationToken), Encoding.UTF8.GetBytes($"{purpose}\n{text}"));

    private async Task<byte[]> ReadAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        if (_last is { } last && now - last.At < Kept && now >= last.At)
        {
            return last.Key;
        }

        var found = await table.FindAsync(Partition, Row, cancellationToken) ?? await CreateAsync(cancellationToken);
        var key = Convert.FromBase64String(found.Content.Trim('"'));
        _last = new Reading(key, now);
        return key;
    }

    /// <summary>Of two instances that make the key at the same time, one writes the row, and both read it.</summary>
    private async Task<Document> CreateAsync(CancellationToken cancellationToken)
    {
        var content = $"\"{Convert.ToBase64String(RandomNumberGenerator.GetBytes(Length))}\"";
        await table.WriteAsync(Partition, [new Document(Row, content)], cancellationToken);
        return await table.FindAsync(Partition, Row, cancellationToken) ?? throw new InvalidOperationException("The key of the console's sessions was removed while it was made.");
    }

    private sealed record Reading(byte[] Key, DateTimeOffset At);
}
