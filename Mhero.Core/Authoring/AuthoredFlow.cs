using Hl7.Fhir.Model;

namespace Mhero.Core.Authoring;

/// <summary>A flow that was made from a Questionnaire.</summary>
/// <param name="Name">The flow's name, by which its runs come back to the Questionnaire.</param>
/// <param name="Export">The file that RapidPro imports, as JSON.</param>
/// <param name="Questions">How many questions it asks.</param>
/// <param name="Messages">Its messages in each language.</param>
/// <param name="Questionnaire">
/// The Questionnaire with the identifier of the flow's name and with the value sets that were given: the form in which it belongs in the registry.
/// </param>
public sealed record AuthoredFlow(string Name, string Export, int Questions, IReadOnlyList<AuthoredMessage> Messages, Questionnaire Questionnaire);
