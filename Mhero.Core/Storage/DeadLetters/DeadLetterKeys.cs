namespace Mhero.Core.Storage.DeadLetters;

/// <summary>
/// The keys of the partition of the dead letters. A dead letter has its id, 32 hexadecimal digits; the rows of the index
/// begin with letters behind those, so that both can be read without the other.
/// </summary>
internal static class DeadLetterKeys
{
    public const string Partition = "dead-letters";

    /// <summary>The range of the ids.</summary>
    public const string FirstId = "0";

    public const string PastIds = "g";

    /// <summary>Index of a group by the last failure, the latest first.</summary>
    public const string Latest = "p";

    /// <summary>Index of a group by the first failure, the earliest first: the order of receipt.</summary>
    public const string Received = "q";

    /// <summary>Index of those about one contact by the last failure, the latest first.</summary>
    public const string Contacts = "m";

    /// <summary>Counters.</summary>
    public const string Counters = "s";

    /// <summary>Discarded ones, the latest first.</summary>
    public const string Discarded = "x";

    /// <summary>The row that says that all rows of earlier versions have their index.</summary>
    public const string Marker = "v";

    /// <summary>Behind every key that begins with a prefix and a bar.</summary>
    public const string Past = "~";

    public static string GroupOf(string queue, string code) => StorageJson.HashOf($"{queue}\n{code}")[..16];

    public static string CounterOf(string group, string id) => $"{Counters}|{group}|{id[0]}";

    /// <summary>The keys of the index rows of a dead letter; none for a row of an earlier version.</summary>
    public static IReadOnlyList<string> IndexOf(DeadLetterRow? row)
    {
        if (row?.Stamp is null)
        {
            return [];
        }

        if (row.Discarded is { } discarded)
        {
            return [$"{Discarded}|{Inverse(discarded.At)}|{row.Id}"];
        }

        var group = GroupOf(row.Queue, row.Code);
        string[] keys = [$"{Latest}|{group}|{Inverse(row.LastFailedAt)}|{row.Id}", $"{Received}|{group}|{Ticks(row.FirstFailedAt)}|{row.Id}"];
        return row.Contact is { Length: > 0 } contact ? [.. keys, $"{ContactRange(contact)}{Inverse(row.LastFailedAt)}|{row.Id}"] : keys;
    }

    /// <summary>The beginning of the keys of a contact's index.</summary>
    public static string ContactRange(string contact) => $"{Contacts}|{StorageJson.HashOf(contact.ToLowerInvariant())[..16]}|";

    /// <summary>The group whose counter a dead letter is in; null for none.</summary>
    public static string? CountedIn(DeadLetterRow? row) => row is { Stamp: not null, Discarded: null } ? GroupOf(row.Queue, row.Code) : null;

    /// <summary>A time, so that a later one sorts first.</summary>
    public static string Inverse(DateTimeOffset at, long more = 0) =>
        (DateTimeOffset.MaxValue.UtcTicks - at.UtcTicks + more).ToString("x16", CultureInfo.InvariantCulture);

    private static string Ticks(DateTimeOffset at) => at.UtcTicks.ToString("x16", CultureInfo.InvariantCulture);
}
