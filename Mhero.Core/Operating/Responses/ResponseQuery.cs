namespace Mhero.Core.Operating.Responses;

/// <summary>Selects responses. All conditions have to hold; null means no condition.</summary>
public sealed record ResponseQuery
{
    /// <summary>The health worker who answered: a reference (<c>Practitioner/123</c>) or an id.</summary>
    public string? Worker { get; init; }

    /// <summary>The telephone number of the person who answered.</summary>
    public string? Phone { get; init; }

    /// <summary>The flow, by UUID or name.</summary>
    public string? Flow { get; init; }

    /// <summary>The facility where those who answered work: a reference (<c>Location/123</c>, <c>Organization/123</c>) or a Location's id.</summary>
    public string? Facility { get; init; }

    /// <summary>The earliest time at which it was authored (UTC).</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>The time before which it was authored (UTC).</summary>
    public DateTimeOffset? To { get; init; }

    /// <summary>UUID of the run.</summary>
    public string? Run { get; init; }

    /// <summary>Id of the response in the registry.</summary>
    public string? Id { get; init; }
}
