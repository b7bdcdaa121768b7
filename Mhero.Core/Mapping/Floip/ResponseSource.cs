using Hl7.Fhir.Model;

namespace Mhero.Core.Mapping.Floip;

/// <summary>A response, and the Questionnaire that it answers.</summary>
/// <param name="Response">The response, with its id.</param>
/// <param name="Questionnaire">The Questionnaire.</param>
public sealed record ResponseSource(QuestionnaireResponse Response, Questionnaire Questionnaire);
