using Hl7.Fhir.Model;

namespace Mhero.Core.Extraction.Run;

/// <summary>An entry on its way into the bundle.</summary>
/// <param name="Key">What makes it the same entry when the response is extracted again.</param>
/// <param name="FullUrl">What other entries refer to it by.</param>
/// <param name="Resource">The resource; still being filled.</param>
/// <param name="Location">Where in the Questionnaire it comes from.</param>
internal sealed record EntryDraft(string Key, string FullUrl, Resource Resource, string Location)
{
    public Bundle.RequestComponent Request { get; } = new();

    /// <summary>The search of a conditional update; null when there is none.</summary>
    public string? UpdateIf { get; set; }

    /// <summary>Whether it turned out to be nothing, or had to be left out.</summary>
    public bool IsDropped { get; set; }
}
