using Mhero.Core.Fhir;
using Mhero.Core.Storage.Jobs;

namespace Mhero.Core.Reporting.Stored;

/// <summary>Reads the reports of a scope from the registry, a part at a time; parts that are up to date are not read again.</summary>
internal sealed class ReadReportsWork(ReportRefresh refresh, IOptions<ReportingOptions> options) : IJobWork
{
    private const string Format = "yyyyMMdd";

    /// <summary>The first item.</summary>
    private const string Changes = "changes";

    public string Kind => JobKinds.Reports;

    public int ChunkSize => 1;

    public IAsyncEnumerable<string> ItemsAsync(JobRow job, CancellationToken cancellationToken) =>
        PartsOf(job).Select(NameOf).Where(name => job.After is null or Changes || string.CompareOrdinal(name, job.After) > 0).Prepend(Changes).Skip(job.After is null ? 0 : 1).ToAsyncEnumerable();

    public async Task<int> DoAsync(JobRow job, IReadOnlyList<string> items, CancellationToken cancellationToken)
    {
        try
        {
            if (items.Contains(Changes))
            {
                await refresh.NoteChangesAsync(ScopeOf(job), cancellationToken);
            }

            await refresh.ReadAsync(ScopeOf(job), PartsOf(job).FindAll(part => items.Contains(NameOf(part))), cancellationToken);
            return 0;
        }
        catch (FhirException e)
        {
            throw new JobPostponedException(e.Code, e.RetryAfter);
        }
    }

    /// <summary>The parts as they were when the job was ordered.</summary>
    private List<ReportPeriod> PartsOf(JobRow job) => ScopeOf(job).PartsOf(options.Value, job.CreatedAt);

    private static ReportScope ScopeOf(JobRow job) => JsonSerializer.Deserialize(job.Argument!, ReportJson.Default.ReportScope)!;

    private static string NameOf(ReportPeriod part) => part.First.ToString(Format, CultureInfo.InvariantCulture);
}
