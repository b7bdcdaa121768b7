using Mhero.Core.Floip.Results;
using Mhero.Core.Mapping.Floip;
using Mhero.Core.Storage.SyncLog;
using Mhero.Core.Sync.Engine.Queueing;
using Mhero.Core.Sync.Engine.Writing;
using Mhero.Core.Sync.FlowResults.Packages;
using Mhero.Core.Sync.FlowResults.People;
using Mhero.Core.Sync.Runs;

namespace Mhero.Core.Sync.FlowResults.Sessions;

/// <summary>Gives the items that name sessions their runs.</summary>
internal sealed partial class SessionLoader(
    PackageStore packages, SessionStore sessions, FlowResultsSources sources, ContactRules rules, SessionToRun toRun, TimeProvider time, ILogger<SessionLoader> logger)
{
    /// <summary>Loads the sessions of a batch, whole, and makes runs of them.</summary>
    /// <param name="works">Works whose items name sessions; a session that is not stored is skipped.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public async Task LoadAsync(IReadOnlyCollection<RunWork> works, CancellationToken cancellationToken)
    {
        var due = new List<(SessionPointer, DateTimeOffset)>();
        foreach (var group in works.GroupBy(w => w.Item.Session!.Package))
        {
            var package = await packages.FindAsync(group.Key, cancellationToken);
            var rows = package is null ? [] : await sessions.FindAsync(group.Key, group.Select(w => w.Item.Session!.Session).Distinct(), cancellationToken);
            foreach (var work in group)
            {
                if (rows.GetValueOrDefault(work.Item.Session!.Session) is not { } row)
                {
                    work.Finish(ItemState.Skipped, SyncCodes.RecordMissing, "The session is not stored.");
                    continue;
                }

                work.Take(() => Load(work, package!, row));
                if (work is { IsOpen: true, Run: { ExitType: null, ModifiedOn: { } last } })
                {
                    due.Add((work.Item.Session, last + RulesOf(package!.Source).InProgressFor));
                }
            }
        }

        // Before the responses are written: a process that dies after the write has noted it already.
        await sessions.NoteDueAsync(due, cancellationToken);
    }

    private SessionRules RulesOf(string source) => sources.Find(source)?.Options.Rules ?? SessionRules.Default;

    private void Load(RunWork work, PackageRow package, SessionRow row)
    {
        var session = ResultsSession.Of(row.Id, row.Rows);
        var result = toRun.Map(new SessionSource(package.Source, package.Package, session, RulesOf(package.Source), time.GetUtcNow()));
        foreach (var issue in result.Issues)
        {
            LogIssue(work.Item.Subject, issue.Code, issue.Path);
        }

        work.Counts = work.Counts.Add(SyncCounts.Issues, result.Issues.Count);
        var run = result.Value.Run;
        var state = new SourceState(row.ChangedAt, row.Rows.Count, run.ExitType is not null, Began: run.CreatedOn);
        work.Load(result.Value, package, state, sources.Find(package.Source) is { } source ? rules.Read(source, session) : null);
    }

    [LoggerMessage(4102, LogLevel.Information, "Session {Session}: {Code} at {Path}")]
    private partial void LogIssue(string session, string code, string path);
}
