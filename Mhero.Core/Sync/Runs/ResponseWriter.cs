using Hl7.Fhir.Model;
using Mhero.Core.Fhir;
using Mhero.Core.Mapping.Places;
using Mhero.Core.Mapping.Responses;
using Mhero.Core.Storage.SyncLog;
using Mhero.Core.Sync.Engine.Writing;
using Task = System.Threading.Tasks.Task;

namespace Mhero.Core.Sync.Runs;

/// <summary>Makes the responses of a batch of runs and writes them to the registry, and asks a person about places that are unclear.</summary>
internal sealed partial class ResponseWriter(
    AnswerPlaces places, RunToQuestionnaireResponse toResponse, UnnamedRuns unnamed, RegistryWrites writes, ILogger<ResponseWriter> logger)
{
    private static readonly Coding TestTag = new(StandardSystems.ActReason, "HTEST", "test health data");

    /// <summary>Writes the responses in one batch.</summary>
    /// <param name="works">The runs, each with its Questionnaire and its people.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns>The runs whose answers could be mapped, each with the result of its write.</returns>
    /// <exception cref="FhirException">The registry cannot be reached.</exception>
    public async Task<IReadOnlyList<RunWork>> WriteAsync(List<RunWork> works, CancellationToken cancellationToken)
    {
        var named = works.Where(w => w is { IsUnnamed: false, Session: null }).ToList();
        await unnamed.FindEarlierAsync(named, cancellationToken);
        var (known, unclear) = await places.LoadAsync(works, cancellationToken);
        foreach (var work in works)
        {
            work.Take(() => work.Write = WriteOf(work, known));
        }

        works = works.FindAll(w => w.IsOpen);
        named = named.FindAll(w => w.IsOpen);

        await writes.WriteAsync(RunKeys.Partition, [.. works.Select(w => w.Write!)], cancellationToken);
        await unnamed.FindEarlierAsync([.. named.Where(w => w.Write!.Outcome is not null)], cancellationToken);
        foreach (var work in works)
        {
            if (work.Write is { Outcome: not null, Error: null })
            {
                await (work.IsUnnamed ? unnamed.ReleaseAsync(work, cancellationToken)
                    : work.Earlier.Count > 0 ? unnamed.CloseAsync(work, cancellationToken)
                    : Task.CompletedTask);
                if (work.Write.WasLeft)
                {
                    LogLeft(work.Item.Subject);
                }
            }

            work.Conclude(work.Write!, OutcomeCounts.QuestionnaireResponses);
        }

        await places.AskAsync(works, unclear, cancellationToken);
        return works;
    }

    private RegistryWrite WriteOf(RunWork work, PlaceIndex known)
    {
        var run = work.Run!;
        var result = toResponse.Map(new RunSource(run, work.Questionnaire!, work.People!, known, work.IsUnnamed, work.Language) { Session = work.Session });
        foreach (var issue in result.Issues)
        {
            LogIssue(work.Item.Subject, issue.Code, issue.Path);
        }

        work.Counts = work.Counts.Add(SyncCounts.Issues, result.Issues.Count);
        if (work.Item.IsSimulation)
        {
            (result.Value.Meta ??= new Meta()).Tag.Add((Coding)TestTag.DeepCopy());
        }

        var identifier = work.Session?.Identifier ?? new Identifier(work.IsUnnamed ? MheroSystems.WebhookRun : MheroSystems.RunUuid, run.Uuid.ToString());
        var condition = new FhirSearch("QuestionnaireResponse").Where("identifier", identifier.System!, identifier.Value!);
        return new RegistryWrite(work.Key, result.Value, condition, work.Source, IgnoredOf(result.Value))
        {
            Adopts = work.Earlier.Values.FirstOrDefault(e => e.Id is not null),
            IsExternallyModified = current => IsExternallyModified((QuestionnaireResponse)current, work.IsUnnamed),
        };
    }

    /// <summary>
    /// A completed response is the same whenever it is said to be authored: a webhook's time and the poller's differ by moments,
    /// and are not worth a second write of it and of all that is extracted from it.
    /// </summary>
    private static string? IgnoredOf(QuestionnaireResponse response) =>
        response.Status == QuestionnaireResponse.QuestionnaireResponseStatus.Completed ? "authored" : null;

    /// <summary>A response that a person amended or marked as an error stays so, and one that has its run's name already is newer.</summary>
    private static bool IsExternallyModified(QuestionnaireResponse current, bool isUnnamed) =>
        current.StatusElement?.JsonValue as string is "amended" or "entered-in-error"
        || (isUnnamed && current.Identifier?.System == MheroSystems.RunUuid);

    [LoggerMessage(4040, LogLevel.Information, "Run {Run}: {Code} at {Path}")]
    private partial void LogIssue(string run, string code, string path);

    [LoggerMessage(4041, LogLevel.Information, "Run {Run}: its response was changed in the registry and is left as it is")]
    private partial void LogLeft(string run);
}
