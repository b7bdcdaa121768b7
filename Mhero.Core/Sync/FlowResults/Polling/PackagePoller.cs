using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text;
using Mhero.Core.Floip;
using Mhero.Core.Floip.Http;
using Mhero.Core.Floip.Results;
using Mhero.Core.Sync.Engine.Polling;
using Mhero.Core.Sync.Engine.Queueing;
using Mhero.Core.Sync.FlowResults.Packages;
using Mhero.Core.Sync.FlowResults.Sessions;
using Mhero.Core.Sync.Runs;
using Microsoft.Extensions.Logging;

namespace Mhero.Core.Sync.FlowResults.Polling;

/// <summary>
/// Reads the new rows of one package to their end and stores them; then its sessions are enqueued, and then its cursor moves. A session
/// whose rows are on several pages is thus handled once, and whole.
/// </summary>
internal sealed partial class PackagePoller(ChangePoller poller, PackageStore packages, SessionStore sessions, TimeProvider time, ILogger<PackagePoller> logger)
{
    /// <summary>How long a failing reading holds back the sessions that it has read.</summary>
    private static readonly TimeSpan HeldFor = TimeSpan.FromMinutes(10);

    /// <summary>Reads a package.</summary>
    /// <param name="source">The source; it has a client.</param>
    /// <param name="listing">The package in the server's list.</param>
    /// <param name="others">The ids of the source's other packages.</param>
    /// <param name="batches">Takes the sessions.</param>
    /// <param name="cancellationToken">Stops between two pages; rows already stored stay, and the cursor stands where it was.</param>
    /// <exception cref="FlowResultsException">The server does not answer as its API says.</exception>
    /// <exception cref="FloipException">The descriptor cannot be stored.</exception>
    public async Task ReadAsync(FlowResultsSource source, PackageListing listing, IReadOnlySet<string> others, BatchWriter<RunItem> batches, CancellationToken cancellationToken)
    {
        var reading = new Reading(source, listing.Id, await FindAsync(source, listing, cancellationToken), new RowIssues(logger));
        var earlier = await packages.FindFailureAsync(reading.Package, cancellationToken);
        ChangePoll held;
        try
        {
            held = await poller.HoldAsync(SourceOf(reading, others, cancellationToken), rows => StoreAsync(reading, rows, cancellationToken), cancellationToken);
        }
        catch (FlowResultsException e)
        {
            await FailAsync(reading, earlier, e, batches, cancellationToken);
            throw;
        }

        await EnqueueAsync(reading, reading.Sessions, batches, cancellationToken);
        await ChangePoller.CompleteAsync([held], cancellationToken);
        if (earlier is not null)
        {
            await packages.ForgetFailureAsync(reading.Package, cancellationToken);
        }

        batches.Counts = batches.Counts
            .Add(FlowResultsCounts.Packages)
            .Add(FlowResultsCounts.Sessions, reading.Sessions.Count)
            .Add(FlowResultsCounts.Rows, reading.Rows)
            .Add(Storage.SyncLog.SyncCounts.Issues, reading.Issues.Count);
    }

    /// <summary>The name of a package's cursor; ids of packages may be longer than a key.</summary>
    internal static string CursorOf(PackageRow package) => $"flow-results-{package.Source}-{package.Uuid:N}";

    private static RecordVersion VersionOf(ResultsRow row) => new(
        $"{row.SessionId}\u001F{row.RowId}", Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(RowText.Of(row))).AsSpan(0, 16)), row.Time?.ToUniversalTime());

    private static async Task EnqueueAsync(Reading reading, IEnumerable<Guid> sessions, BatchWriter<RunItem> batches, CancellationToken cancellationToken)
    {
        foreach (var session in sessions)
        {
            await batches.AddAsync(new RunItem { Session = new SessionPointer(reading.Package.Uuid, session) }, cancellationToken);
        }

        await batches.FlushAsync(cancellationToken);
    }

    /// <summary>
    /// A failure that passes holds the sessions until the next reading, since rows of them may be on the pages that follow. One that lasts, or
    /// pages that come round again, must not hold them without end: they are enqueued as far as they were read. The cursor stays.
    /// </summary>
    private async Task FailAsync(Reading reading, FailedReading? earlier, FlowResultsException error, BatchWriter<RunItem> batches, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var failure = earlier ?? new FailedReading(now, IsReleased: false);
        if (failure.IsReleased)
        {
            await EnqueueAsync(reading, reading.Changed, batches, cancellationToken);
        }
        else if (error.Code == FloipCodes.BadNextLink || now - failure.Since >= HeldFor)
        {
            await EnqueueAsync(reading, reading.Sessions, batches, cancellationToken);
            failure = failure with { IsReleased = true };
        }

        if (failure != earlier)
        {
            await packages.NoteFailureAsync(reading.Package, failure, cancellationToken);
        }
    }

    /// <summary>The stored descriptor, read again where the list shows another version or none.</summary>
    private async Task<PackageRow> FindAsync(FlowResultsSource source, PackageListing listing, CancellationToken cancellationToken)
    {
        var stored = await packages.FindAsync(Mapping.Floip.FloipIds.Package(source.Name, listing.Id), cancellationToken);
        if (stored is not null && listing.Modified is not null && listing.Modified == stored.Package.Modified)
        {
            return await packages.OrderAsync(stored, cancellationToken);
        }

        try
        {
            return await packages.SaveAsync(source.Name, listing.Id, await source.Client!.GetPackageAsync(listing.Id, cancellationToken), cancellationToken);
        }
        catch (FlowResultsException e) when (stored is not null && e.Kind is (FlowResultsErrorKind.Transient or FlowResultsErrorKind.Permanent))
        {
            // The rows can be read by the descriptor that is stored.
            LogStored(source.Name, stored.Uuid, e.Code);
            return stored;
        }
    }

    /// <summary>The API does not say in which order rows come, so the end is the only place to which the cursor may move.</summary>
    private static ChangeSource<ResultsRow> SourceOf(Reading reading, IReadOnlySet<string> others, CancellationToken cancellationToken) => new(
        CursorOf(reading.Package),
        reading.Source.Options.Overlap,
        (since, _) => ReadPagesAsync(reading, others, since, cancellationToken),
        VersionOf)
    {
        IsInOrder = false,
    };

    private static async IAsyncEnumerable<ChangePage<ResultsRow>> ReadPagesAsync(
        Reading reading, IReadOnlySet<string> others, DateTimeOffset? since, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var page in reading.Source.Client!.GetRowPagesAsync(reading.Id, since, cancellationToken))
        {
            var isOther = page.PackageId is { } named && named != reading.Id && others.Contains(named);
            reading.Issues.Report(reading.Source.Name, reading.Package.Uuid, isOther
                ? [new FloipIssue(FloipCodes.OtherPackage, "data.id", "The page has rows of another package; they were left out.")]
                : page.Rows.SelectMany(r => r.Issues));
            yield return new ChangePage<ResultsRow>(isOther ? [] : [.. page.Rows.Select(r => r.Row).OfType<ResultsRow>()], null, null, page.Next is null, null);
        }
    }

    private async Task StoreAsync(Reading reading, IReadOnlyList<ResultsRow> rows, CancellationToken cancellationToken)
    {
        if (!reading.WasReadAgain && rows.Any(r => !reading.Questions.Contains(r.QuestionId)))
        {
            // The package has gained a question since its descriptor was read. A row of a question that it never has is kept as text.
            reading.WasReadAgain = true;
            reading.Package = await FindAsync(reading.Source, new PackageListing(reading.Id, null, null), cancellationToken);
        }

        var added = await sessions.AddAsync(reading.Source.Name, reading.Id, rows, cancellationToken);
        reading.Sessions.UnionWith(added.Sessions);
        reading.Changed.UnionWith(added.Changed);
        reading.Rows += rows.Count;
        reading.Issues.Report(reading.Source.Name, reading.Package.Uuid, added.Issues);
    }

    [LoggerMessage(4106, LogLevel.Warning, "Source {Source}, package {Package}: its descriptor could not be read ({Code}); the stored one is used")]
    private partial void LogStored(string source, Guid package, string code);

    private sealed class Reading(FlowResultsSource source, string id, PackageRow package, RowIssues issues)
    {
        private HashSet<string>? _questions;

        public FlowResultsSource Source { get; } = source;

        public string Id { get; } = id;

        public PackageRow Package { get; set => (field, _questions) = (value, null); } = package;

        public HashSet<string> Questions => _questions ??= [.. Package.Package.Questions.Select(q => q.Id)];

        public RowIssues Issues { get; } = issues;

        /// <summary>Sixteen bytes a session: a million of them are held until all rows are stored.</summary>
        public HashSet<Guid> Sessions { get; } = [];

        /// <summary>Those of them that are not as they were stored before.</summary>
        public HashSet<Guid> Changed { get; } = [];

        public long Rows { get; set; }

        public bool WasReadAgain { get; set; }
    }
}
