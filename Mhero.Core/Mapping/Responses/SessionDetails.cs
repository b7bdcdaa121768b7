using Hl7.Fhir.Model;

namespace Mhero.Core.Mapping.Responses;

/// <summary>The parts of a FLOIP session that a RapidPro run has no place for.</summary>
/// <param name="Identifier">The identifier of the response, in place of the run's.</param>
/// <param name="Contact">The identifier of the contact at the source; null when the session names none.</param>
/// <param name="Answers">Further values and earlier answers by question; questions with neither are left out.</param>
public sealed record SessionDetails(Identifier Identifier, Identifier? Contact, IReadOnlyDictionary<string, SessionAnswers> Answers)
{
    /// <summary>The logical reference to the contact, of type Practitioner.</summary>
    public ResourceReference ToSource() => Contact is null
        ? new ResourceReference { Type = "Practitioner", Display = "unknown" }
        : new ResourceReference { Type = "Practitioner", Identifier = (Identifier)Contact.DeepCopy() };
}
