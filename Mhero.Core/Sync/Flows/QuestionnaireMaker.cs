using Hl7.Fhir.Model;
using Mhero.Core.Fhir;
using Mhero.Core.Mapping.Questionnaires;
using Mhero.Core.RapidPro;
using Mhero.Core.RapidPro.Flows;
using Mhero.Core.RapidPro.Model;
using Mhero.Core.Sync.Engine.Writing;

namespace Mhero.Core.Sync.Flows;

/// <summary>Makes Questionnaires from flows.</summary>
internal sealed partial class QuestionnaireMaker(RapidProClient rapidPro, FlowToQuestionnaire toQuestionnaire, RegistryWrites writes, ILogger<QuestionnaireMaker> logger)
{
    /// <summary>Where the ledger keeps the writes of Questionnaires.</summary>
    public const string Partition = "questionnaires";

    /// <summary>Makes the Questionnaire of a flow that a run needs before the flow's own turn has come.</summary>
    /// <param name="run">The run; when RapidPro does not know its flow any more, its results show the questions.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns>The Questionnaire, written or being written.</returns>
    /// <exception cref="RapidProException">RapidPro cannot be read.</exception>
    /// <exception cref="FhirException">The registry cannot be written.</exception>
    public async Task<Questionnaire?> MakeAsync(FlowRun run, CancellationToken cancellationToken)
    {
        var flow = await rapidPro.FindFlowAsync(run.Flow!.Uuid, cancellationToken) ?? OfRun(run);
        var definitions = await DefinitionsAsync([flow.Uuid], cancellationToken);
        var questionnaire = Map(flow, definitions, []);
        var write = WriteOf(flow, questionnaire);
        await writes.WriteAsync(Partition, [write], cancellationToken);
        return write.Error is { } error ? throw error : questionnaire;
    }

    /// <summary>Reads the definitions of flows in one request.</summary>
    /// <param name="flows">UUIDs of the flows.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns>The definitions; null for no flow.</returns>
    public async Task<FlowExport?> DefinitionsAsync(IReadOnlyList<Guid> flows, CancellationToken cancellationToken) =>
        flows.Count == 0 ? null : await rapidPro.GetDefinitionsAsync(flows, cancellationToken);

    /// <summary>Makes the Questionnaire of a flow, without writing it.</summary>
    /// <param name="flow">The flow.</param>
    /// <param name="definitions">Definitions, its own among them if RapidPro gave it.</param>
    /// <param name="known">The Questionnaires that the registry has of the flow.</param>
    public Questionnaire Map(Flow flow, FlowExport? definitions, IReadOnlyList<Questionnaire> known)
    {
        if (definitions?.Refused.FirstOrDefault(r => r.Uuid == flow.Uuid) is { } refused)
        {
            LogRefused(flow.Uuid, refused.Code);
        }

        var result = toQuestionnaire.Map(new FlowSource(flow, definitions?.Flows.FirstOrDefault(d => d.Uuid == flow.Uuid)) { Earlier = FlowRevisions.Generated(known) });
        foreach (var issue in result.Issues)
        {
            LogIssue(flow.Uuid, issue.Code, issue.Path);
        }

        if (FlowRevisions.HasNewer(result.Value, known))
        {
            // This revision was read before a newer one was written.
            result.Value.Status = PublicationStatus.Retired;
        }

        return result.Value;
    }

    /// <summary>The write of a Questionnaire: one for each version of a flow.</summary>
    public static RegistryWrite WriteOf(Flow flow, Questionnaire questionnaire) => new(
        $"{flow.Uuid}|{questionnaire.Version}",
        questionnaire,
        new FhirSearch("Questionnaire").Where("url", questionnaire.Url!).Where("version", questionnaire.Version!),
        new SourceState(flow.ModifiedOn))
    {
        // A person's edits of the Questionnaire that mHero made are kept.
        IsExternallyModified = static _ => true,
    };

    /// <summary>A flow that RapidPro does not have any more, as far as one of its runs shows it.</summary>
    private static Flow OfRun(FlowRun run) => new()
    {
        Uuid = run.Flow!.Uuid,
        Name = run.Flow.Name ?? "",
        Archived = true,
        ModifiedOn = DateTimeOffset.UnixEpoch,
        Results = [.. run.Values.OrderBy(v => v.Key, StringComparer.Ordinal).Select(v => new FlowResult { Key = v.Key, Name = v.Value.Name ?? v.Key })],
    };

    [LoggerMessage(4030, LogLevel.Warning, "Flow {Flow}: {Code}; its Questionnaire is made from the flow's results alone")]
    private partial void LogRefused(Guid flow, string code);

    [LoggerMessage(4031, LogLevel.Information, "Flow {Flow}: {Code} at {Path}")]
    private partial void LogIssue(Guid flow, string code, string path);
}
