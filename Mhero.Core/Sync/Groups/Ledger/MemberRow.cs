namespace Mhero.Core.Sync.Groups.Ledger;

/// <summary>Which groups a contact is in, as RapidPro last showed it or mHero last wrote it.</summary>
internal sealed record MemberRow
{
    /// <summary>The worker that the contact is linked to (<c>Practitioner/123</c>).</summary>
    public string? Worker { get; init; }

    /// <summary>UUIDs of all its groups.</summary>
    public IReadOnlyList<Guid> Groups { get; init; } = [];

    /// <summary>Whether it is neither blocked, stopped nor archived: others cannot join a group.</summary>
    public bool Active { get; init; } = true;

    /// <summary>RapidPro's time of the change that was last seen (UTC).</summary>
    public DateTimeOffset? ModifiedOn { get; init; }
}
