namespace Mhero.Core.Fhir;

/// <summary>The result of one entry of a batch or transaction.</summary>
public sealed record EntryVerdict
{
    /// <summary>HTTP status of the entry; 0 when its batch was not sent or not answered.</summary>
    public int Status { get; init; }

    /// <summary>The result of the entry; null when it failed.</summary>
    public SaveOutcome? Outcome { get; init; }

    /// <summary>Type of the resource; null when it is not known.</summary>
    public string? Type { get; init; }

    /// <summary>Id of the resource; null when it is not known.</summary>
    public string? Id { get; init; }

    /// <summary>Version of the resource now; null when the server does not give it.</summary>
    public string? VersionId { get; init; }

    /// <summary>When the resource was last changed; null when the server does not give it.</summary>
    public DateTimeOffset? LastModified { get; init; }

    /// <summary>Why the entry failed; null when it did not.</summary>
    public FhirException? Error { get; init; }

    /// <summary>Whether the registry is now as the entry wanted it.</summary>
    public bool Succeeded => Error is null;
}
