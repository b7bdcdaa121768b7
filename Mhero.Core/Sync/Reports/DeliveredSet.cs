namespace Mhero.Core.Sync.Reports;

/// <summary>The ledger's row of a data set, period, place and attribute option combination: the values that DHIS2 has by its last answers.</summary>
internal sealed record DeliveredSet
{
    /// <summary>The values by their keys.</summary>
    public IReadOnlyDictionary<string, DeliveredValue> Values { get; init; } = new Dictionary<string, DeliveredValue>();

    /// <summary>Whether it is registered as complete.</summary>
    public bool IsComplete { get; init; }

    /// <summary>When a process began to change it (UTC); null while none does.</summary>
    public DateTimeOffset? ClaimedAt { get; init; }

    /// <summary>The process that began to change it.</summary>
    public string? Claimant { get; init; }
}
