using Hl7.Fhir.Model;

namespace Mhero.Core.Authoring;

/// <summary>A Questionnaire from which a flow is to be made.</summary>
/// <param name="Questionnaire">The Questionnaire; it is not changed.</param>
/// <param name="Options">How the flow is made.</param>
/// <param name="ValueSets">Expanded value sets that the Questionnaire names and does not contain.</param>
public sealed record AuthoringSource(Questionnaire Questionnaire, AuthoringOptions Options, IReadOnlyList<ValueSet> ValueSets);
