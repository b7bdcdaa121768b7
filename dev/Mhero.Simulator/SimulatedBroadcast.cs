namespace Mhero.Simulator;

/// <summary>A broadcast, as a seed and as a snapshot.</summary>
public sealed record SimulatedBroadcast
{
    /// <summary>Its number; a seed without one gets the next.</summary>
    public int Id { get; init; }

    /// <summary>Its UUID, shown by 26.3; a seed without one gets its own.</summary>
    public Guid Uuid { get; init; }

    /// <summary>The contacts that it was made for, by UUID.</summary>
    public IReadOnlyList<Guid> Contacts { get; init; } = [];

    /// <summary>The groups that it was made for, by name.</summary>
    public IReadOnlyList<string> Groups { get; init; } = [];

    /// <summary>The URNs that it was made for.</summary>
    public IReadOnlyList<string> Urns { get; init; } = [];

    /// <summary>The text by language, with the expressions as sent.</summary>
    public required IReadOnlyDictionary<string, string> Text { get; init; }

    /// <summary>The language for contacts that none of the others is for.</summary>
    public string BaseLanguage { get; init; } = "eng";

    /// <summary><c>queued</c>, then <c>sent</c> (<c>completed</c> in 26.3) once its messages are made.</summary>
    public string Status { get; init; } = "sent";

    /// <summary>When it was made (UTC); a seed without it is made now.</summary>
    public DateTimeOffset? CreatedOn { get; init; }
}
