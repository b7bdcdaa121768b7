using Hl7.Fhir.Model;
using Mhero.Core.Mapping.Places;
using Mhero.Core.RapidPro.Model;

namespace Mhero.Core.Mapping.Responses;

/// <summary>A run, and what has to be known to write it into the registry.</summary>
/// <param name="Run">The run as RapidPro or a webhook has it.</param>
/// <param name="Questionnaire">
/// The Questionnaire of its flow, generated or an implementer's own. Give the same object for all runs of the flow: it is
/// indexed once. It must not be changed afterwards.
/// </param>
/// <param name="People">The author and the subject of the answers.</param>
/// <param name="Places">The registry's Locations.</param>
/// <param name="IsUnnamed">
/// Whether the run came by a webhook that did not name it: <see cref="FlowRun.Uuid"/> is then mHero's own key, and the
/// identifier's system <see cref="Fhir.MheroSystems.WebhookRun"/>.
/// </param>
/// <param name="Language">The contact's language, ISO 639-3; null when it is not known.</param>
internal sealed record RunSource(
    FlowRun Run,
    Questionnaire Questionnaire,
    RunPeople People,
    PlaceIndex Places,
    bool IsUnnamed = false,
    string? Language = null)
{
    /// <summary>The parts of a FLOIP session that a run has no place for; null for a run of RapidPro.</summary>
    public SessionDetails? Session { get; init; }
}
