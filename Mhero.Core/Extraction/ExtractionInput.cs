using Hl7.Fhir.Model;

namespace Mhero.Core.Extraction;

/// <summary>A response and the Questionnaire that it answers. Neither is changed.</summary>
/// <param name="Questionnaire">
/// The Questionnaire with its SDC extraction extensions. The extensions are compiled once per object and kept as long as the
/// object lives: give the same object for every response of one Questionnaire, and do not change it afterwards.
/// </param>
/// <param name="Response">The response.</param>
public sealed record ExtractionInput(Questionnaire Questionnaire, QuestionnaireResponse Response)
{
    /// <summary>
    /// The seed from which the ids of the result derive, with the Questionnaire's url and the place of each. Null for the response's
    /// identifier (<c>system|value</c>), else its id, else its content.
    /// </summary>
    public string? Seed { get; init; }

    /// <summary>
    /// How extracted resources refer to the response; null for <c>QuestionnaireResponse/[id]</c>, or its identifier when it
    /// has no id.
    /// </summary>
    public ResourceReference? ResponseReference { get; init; }
}
