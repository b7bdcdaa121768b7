using Hl7.Fhir.Model;
using Mhero.Core.Sync.Engine.Queueing;
using Mhero.Core.Sync.Engine.Writing;

namespace Mhero.Core.Sync.Flows;

/// <summary>A Questionnaire that was made of one revision of a flow or package.</summary>
/// <param name="Work">The item that it was made for.</param>
/// <param name="Write">Its write.</param>
/// <param name="Known">All Questionnaires of the flow that the registry has.</param>
internal sealed record QuestionnaireRevision(Work<FlowItem> Work, RegistryWrite Write, IReadOnlyList<Questionnaire> Known);
