using Mhero.Core.Floip;
using Mhero.Core.Floip.Http;
using Mhero.Core.Floip.Results;
using Mhero.Core.Mapping.Floip;
using Mhero.Core.Sync.Engine.Queueing;
using Mhero.Core.Sync.FlowResults.Packages;
using Mhero.Core.Sync.FlowResults.Sessions;
using Mhero.Core.Sync.Runs;

namespace Mhero.Core.Sync.FlowResults.Push;

/// <summary>Takes packages and rows that are pushed. A repeated push changes nothing.</summary>
public sealed class FlowResultsReceiver
{
    private readonly FlowResultsSources _sources;
    private readonly PackageStore _packages;
    private readonly SessionStore _sessions;
    private readonly WorkQueue<RunItem> _queue;

    internal FlowResultsReceiver(FlowResultsSources sources, PackageStore packages, SessionStore sessions, WorkQueue<RunItem> queue) =>
        (_sources, _packages, _sessions, _queue) = (sources, packages, sessions, queue);

    /// <summary>Takes the descriptor of a package.</summary>
    /// <param name="source">The name of the source; null for the only one.</param>
    /// <param name="json">The descriptor, UTF-8.</param>
    /// <param name="cancellationToken">Cancels; a repeat does the rest.</param>
    public async Task<PushResult> AcceptPackageAsync(string? source, ReadOnlyMemory<byte> json, CancellationToken cancellationToken)
    {
        if (Find(source) is not { } found)
        {
            return UnknownSource(source);
        }

        try
        {
            var reading = PackageReader.Read(json);
            if ((reading.Package.Id ?? reading.Package.Name) is not { } id)
            {
                return PushResult.Of(PushAnswer.Refused, FloipCodes.PackageIncomplete, "The package has neither id nor name. Give it an id.");
            }

            var isNew = await _packages.FindAsync(FloipIds.Package(found.Name, id), cancellationToken) is null;
            await _packages.SaveAsync(found.Name, id, reading, cancellationToken);
            return new PushResult(isNew ? PushAnswer.Created : PushAnswer.Accepted, reading.Issues, id);
        }
        catch (FloipException e)
        {
            return PushResult.Of(PushAnswer.Refused, e.Code, e.Message);
        }
    }

    /// <summary>Takes rows of a package: stores them and enqueues their sessions. A row that cannot be used does not stop the others.</summary>
    /// <param name="source">The name of the source; null for the only one.</param>
    /// <param name="package">The package's id.</param>
    /// <param name="json">The rows, UTF-8.</param>
    /// <param name="cancellationToken">Cancels; rows that were stored by then are enqueued by the repeat.</param>
    public async Task<PushResult> AcceptRowsAsync(string? source, string package, Stream json, CancellationToken cancellationToken)
    {
        if (Find(source) is not { } found)
        {
            return UnknownSource(source);
        }

        try
        {
            var document = new RowDocument(json, found.Zone);
            var readings = await document.ReadAsync(cancellationToken).ToListAsync(cancellationToken);
            if (document.PackageId is { } named && named != package)
            {
                return PushResult.Of(PushAnswer.Refused, FloipCodes.OtherPackage, "The body names another package than the address. Send the rows to the address of their package.");
            }

            var rows = readings.Select(r => r.Row).OfType<ResultsRow>().ToList();
            return await LoadPackageAsync(found, package, rows, cancellationToken) is { } fault
                ? fault
                : await StoreAsync(found, package, rows, readings.SelectMany(r => r.Issues), cancellationToken);
        }
        catch (FloipException e)
        {
            return PushResult.Of(PushAnswer.Refused, e.Code, e.Message);
        }
    }

    private static PushResult UnknownSource(string? source) => PushResult.Of(
        PushAnswer.Unknown,
        FloipCodes.SourceUnknown,
        source is null
            ? "Name the source with ?source=…; it is one of Mhero__FlowResults__Sources__…."
            : "The settings have no FLOIP source of this name. Add Mhero__FlowResults__Sources__…, or correct ?source=….");

    private FlowResultsSource? Find(string? source) =>
        string.IsNullOrWhiteSpace(source) ? (_sources.All is [var only] ? only : null) : _sources.Find(source.Trim());

    /// <summary>Has the descriptor stored that the rows need; null when it is.</summary>
    private async Task<PushResult?> LoadPackageAsync(FlowResultsSource source, string package, List<ResultsRow> rows, CancellationToken cancellationToken)
    {
        var stored = await _packages.FindAsync(FloipIds.Package(source.Name, package), cancellationToken);
        var known = stored?.Package.Questions.Select(q => q.Id).ToHashSet(StringComparer.Ordinal);
        if (known is not null && (source.Client is null || rows.TrueForAll(r => known.Contains(r.QuestionId))))
        {
            return null;
        }

        if (source.Client is null)
        {
            return PushResult.Of(PushAnswer.Unknown, FloipCodes.PackageUnknown, "mHero does not know this package. Send its descriptor to POST /api/floip/packages first.");
        }

        try
        {
            await _packages.SaveAsync(source.Name, package, await source.Client.GetPackageAsync(package, cancellationToken), cancellationToken);
            return null;
        }
        catch (FlowResultsException) when (known is not null)
        {
            // The rows can be kept without it: an answer to a question that is not known is text.
            return null;
        }
        catch (FlowResultsException e)
        {
            return PushResult.Of(e.Kind == FlowResultsErrorKind.NotFound ? PushAnswer.Unknown : PushAnswer.Unavailable, e.Code, e.Message);
        }
    }

    private async Task<PushResult> StoreAsync(
        FlowResultsSource source, string package, List<ResultsRow> rows, IEnumerable<FloipIssue> issues, CancellationToken cancellationToken)
    {
        var added = await _sessions.AddAsync(source.Name, package, rows, new RecentSessions(isFirst: false), cancellationToken);
        var uuid = FloipIds.Package(source.Name, package);

        // Sessions that are stored as they are too: an earlier push may have died before it enqueued them.
        await _queue.SendAllAsync(added.Sessions.Select(s => new RunItem { Session = new SessionPointer(uuid, s) }), cancellationToken);
        var all = issues.Concat(added.Issues).ToList();
        var answer = all.Count == 0 ? PushAnswer.Accepted : added.Sessions.Count == 0 ? PushAnswer.Refused : PushAnswer.Partial;
        return new PushResult(answer, all, package, rows.Count, added.Sessions.Count);
    }
}
