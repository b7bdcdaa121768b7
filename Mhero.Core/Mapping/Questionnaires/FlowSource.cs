using Hl7.Fhir.Model;
using Mhero.Core.RapidPro.Flows;
using Mhero.Core.RapidPro.Model;

namespace Mhero.Core.Mapping.Questionnaires;

/// <summary>The source of a Questionnaire.</summary>
/// <param name="Flow">The flow as the list of flows shows it; of an export, <see cref="FlowDefinition.ToFlow"/>.</param>
/// <param name="Definition">Its definition; null when RapidPro no longer gives any, or only one that cannot be read.</param>
public sealed record FlowSource(Flow Flow, FlowDefinition? Definition)
{
    /// <summary>The Questionnaires that mHero made of the flow before, the newest first: options keep the codes that they have there.</summary>
    public IReadOnlyList<Questionnaire> Earlier { get; init; } = [];
}
