using Hl7.Fhir.Model;
using Mhero.Core.Extraction;
using Mhero.Core.Fhir;
using Mhero.Core.RapidPro;
using Mhero.Core.Storage.Jobs;
using Mhero.Core.Sync.Engine;
using Mhero.Core.Sync.Engine.Queueing;
using Mhero.Core.Sync.Engine.Writing;

namespace Mhero.Core.Sync.Runs;

/// <summary>
/// Extracts again from responses that mHero wrote, in the order of their ledger rows, so that the job goes on after the last key and no
/// server has to sort. A response that cannot be extracted is counted, and the next one follows.
/// </summary>
internal sealed partial class ExtractAgainWork(
    FhirGateway fhir,
    WriteLedger ledger,
    FormsOfJobs forms,
    ResponseExtraction extraction,
    IOptions<SyncDefaultOptions> defaults,
    ILogger<ExtractAgainWork> logger) : IJobWork
{
    private const string Test = "HTEST";
    private const int MaxWaitsForOne = 5;

    public string Kind => JobKinds.Extract;

    public string Direction => SyncKinds.Runs;

    public TimeSpan PausedDelay => defaults.Value.PausedDelay;

    public int ChunkSize => 20;

    public async IAsyncEnumerable<string> ItemsAsync(JobRow job, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var scope = ScopeOf(job);
        if (scope.Response is not null && job.After is not null)
        {
            yield break;
        }

        await foreach (var (key, row) in ledger.ScanAsync(RunKeys.Partition, job.After, job.Total is null ? 1_000 : 250, cancellationToken))
        {
            if (IsIn(scope, key, row))
            {
                yield return key;
                if (scope.Response is not null)
                {
                    yield break;
                }
            }
        }
    }

    public async Task<int> DoAsync(JobRow job, IReadOnlyList<string> items, CancellationToken cancellationToken)
    {
        var rows = await ledger.FindManyAsync(RunKeys.Partition, items, cancellationToken);
        Dictionary<string, QuestionnaireResponse> responses;
        try
        {
            responses = (await fhir.ReadPresentAsync<QuestionnaireResponse>([.. rows.Values.Select(row => row.Id!)], cancellationToken)).ToDictionary(response => response.Id!);
        }
        catch (FhirException e)
        {
            throw new JobPostponedException(e.Code, e.RetryAfter);
        }

        var form = ScopeOf(job).Questionnaire;
        var failed = 0;
        var writes = new List<RepeatedExtraction>();
        foreach (var (key, row) in rows)
        {
            try
            {
                if (responses.GetValueOrDefault(row.Id!) is { } response && IsToBeExtracted(key, response)
                    && await (form is null ? forms.FindForAsync(job.Id, key, cancellationToken) : forms.FindAsync(job.Id, form, cancellationToken)) is { } questionnaire
                    && FormExtractor.Extracts(questionnaire))
                {
                    writes.Add(new RepeatedExtraction(key, row, response, questionnaire));
                }
            }
            catch (Exception e) when (e is FhirException or RapidProException)
            {
                LogFailed(RunKeys.RunOf(key), Failure.Of(e).Code);
                failed++;
            }
        }

        await extraction.ExtractAgainAsync(writes, cancellationToken);
        var open = writes.FindAll(write => write.IsBusy || write.Error is not null);
        if (open.Count == writes.Count && open.Find(IsPassing) is { } passing && (writes.Count > 1 || job.Postponed < MaxWaitsForOne))
        {
            // None was done: the registry has no time, rather than a response a fault.
            throw new JobPostponedException(CodeOf(passing), (passing.Error as FhirException)?.RetryAfter);
        }

        open.ForEach(write => LogFailed(write.Run, CodeOf(write)));
        return failed + open.Count;
    }

    private static bool IsPassing(RepeatedExtraction write) => write.IsBusy || write.Error is FhirException { Kind: FhirErrorKind.Transient or FhirErrorKind.Throttled };

    private static string CodeOf(RepeatedExtraction write) => write.Error is { } error ? Failure.Of(error).Code : SyncCodes.Overtaken;

    private static ExtractAgainScope ScopeOf(JobRow job) => SyncJson.Read<ExtractAgainScope>(job.Argument ?? "{}");

    private static bool IsIn(ExtractAgainScope scope, string key, WriteRow row) =>
        row is { Id: not null, Hash: not null } && !RunKeys.IsUnnamed(key)
        && (scope.Response is null || row.Id == scope.Response)
        && (scope.Since is not { } since || row.Source?.Stamp is not { } stamp || stamp >= since)
        && (scope.Flows is null || scope.Flows.Contains(RunKeys.FlowOf(key)));

    /// <summary>A run that is not at its end gave nothing, and tests must not create patients. A response that a person amended is extracted as it is now.</summary>
    private static bool IsToBeExtracted(string key, QuestionnaireResponse response) =>
        response.StatusElement?.JsonValue is "completed" or "amended" or "entered-in-error"
        && response.Meta?.Tag.Exists(tag => tag is { System: StandardSystems.ActReason, Code: Test }) is not true
        && (RunKeys.IsSession(key) ? response.Identifier?.System == MheroSystems.FloipSession
            : response.Identifier is { System: MheroSystems.RunUuid, Value: { } run } && string.Equals(run, $"{RunKeys.RunOf(key)}", StringComparison.OrdinalIgnoreCase));

    [LoggerMessage(4045, LogLevel.Warning, "Run {Run}: its response could not be extracted again: {Code}")]
    private partial void LogFailed(Guid run, string code);
}
