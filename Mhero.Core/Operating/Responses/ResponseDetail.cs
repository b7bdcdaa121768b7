namespace Mhero.Core.Operating.Responses;

/// <summary>A response with what belongs to it.</summary>
/// <param name="Response">The response without its answers.</param>
/// <param name="QuestionnaireId">Id of its Questionnaire in the registry; null when the registry has none with its canonical.</param>
/// <param name="QuestionnaireTitle">Title, or else name, of the Questionnaire; null for none.</param>
/// <param name="Extracted">The resources that were extracted from it.</param>
/// <param name="Provenance">The Provenance of those.</param>
/// <param name="Resource">The response itself, with the answers; null unless it was revealed.</param>
/// <param name="Notes">What could not be found, for a person to read.</param>
public sealed record ResponseDetail(
    ResponseSummary Response,
    string? QuestionnaireId,
    string? QuestionnaireTitle,
    IReadOnlyList<ExtractedResource> Extracted,
    IReadOnlyList<ResponseProvenance> Provenance,
    JsonNode? Resource,
    IReadOnlyList<string> Notes)
{
    /// <summary>The most extracted resources whose references to one another are read.</summary>
    public const int MaxLinked = 40;

    /// <summary>The references of the extracted resources to one another; empty when there are more than <see cref="MaxLinked"/> resources.</summary>
    public IReadOnlyList<ExtractedLink> Links { get; init; } = [];
}
