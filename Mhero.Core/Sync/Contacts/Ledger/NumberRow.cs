namespace Mhero.Core.Sync.Contacts.Ledger;

/// <summary>The known owners of a telephone number or WhatsApp address.</summary>
internal sealed record NumberRow
{
    /// <summary>References of workers in the registry.</summary>
    public IReadOnlyList<string> Workers { get; init; } = [];

    /// <summary>Contacts that were linked to no worker when they were first seen.</summary>
    public IReadOnlyList<Guid> Contacts { get; init; } = [];

    /// <summary>The worker from whom the number was last taken away; null when it never was.</summary>
    public string? Former { get; init; }

    /// <summary>When the number was taken away from <see cref="Former"/> (UTC).</summary>
    public DateTimeOffset? FormerUntil { get; init; }
}
