namespace Mhero.MemoryFhir;

/// <summary>In what FHIR servers differ.</summary>
public sealed record FhirTraits
{
    /// <summary>Whether a PUT to an id that is not there creates the resource.</summary>
    public bool TakesClientIds { get; init; }

    /// <summary>Whether an update without a difference keeps the version, as HAPI does.</summary>
    public bool KeepsVersionOfEqual { get; init; }

    /// <summary>How long after a write a search finds it. Conditions of writes always see the last state.</summary>
    public TimeSpan SearchLag { get; init; }

    /// <summary>Whether writes are answered with the resource, unless the client asks otherwise.</summary>
    public bool AnswersWithResource { get; init; } = true;
}
