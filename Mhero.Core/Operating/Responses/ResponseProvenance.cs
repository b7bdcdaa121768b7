namespace Mhero.Core.Operating.Responses;

/// <summary>A Provenance of what was extracted from a response.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Recorded">When it was recorded; null when it does not say.</param>
/// <param name="Agent">Reference of the person, or the program, who is its agent; null when it does not say.</param>
/// <param name="Targets">References of what it is about.</param>
public sealed record ResponseProvenance(string Id, string? Recorded, string? Agent, IReadOnlyList<string> Targets);
