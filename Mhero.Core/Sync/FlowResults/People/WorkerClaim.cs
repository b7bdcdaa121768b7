namespace Mhero.Core.Sync.FlowResults.People;

/// <summary>The claim of a session about the health worker behind it.</summary>
internal sealed record WorkerClaim
{
    /// <summary>The reference, where the contacts file has it.</summary>
    public string? Reference { get; init; }

    /// <summary>Identifiers, system and value, of which a Practitioner has one.</summary>
    public IReadOnlyList<(string System, string Value)> Identifiers { get; init; } = [];

    /// <summary>Telephone numbers in E.164 or short codes.</summary>
    public IReadOnlyList<string> Numbers { get; init; } = [];

    /// <summary>Whether an answer of the session says it, so that the contact's other sessions follow it.</summary>
    public bool IsAnswered { get; init; }
}
