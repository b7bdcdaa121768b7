using Mhero.Core.Floip;
using Mhero.Core.Floip.Http;
using Mhero.Core.Floip.Results;
using Mhero.Core.Sync.Engine.Polling;
using Mhero.Core.Sync.Engine.Queueing;
using Mhero.Core.Sync.FlowResults.Packages;
using Mhero.Core.Sync.FlowResults.Sessions;
using Mhero.Core.Sync.Runs;

namespace Mhero.Core.Sync.FlowResults.Polling;

/// <summary>
/// Reads the new rows of one package to their end and stores them; then its sessions are enqueued, and then its cursor moves. A session
/// whose rows are on several pages is thus handled once, and whole. A reading that does not fit into one call is gone on with in the next.
/// </summary>
internal sealed partial class PackagePoller(
    ChangePoller poller, PackageStore packages, SessionStore sessions, PendingSessions pending, ReadingStore readings, TimeProvider time, ILogger<PackagePoller> logger)
{
    /// <summary>How long a failing reading holds back the sessions that it has read.</summary>
    private static readonly TimeSpan HeldFor = TimeSpan.FromMinutes(10);

    /// <summary>Reads a package.</summary>
    /// <param name="source">The source; it has a client.</param>
    /// <param name="listing">The package in the server's list.</param>
    /// <param name="others">The ids of the source's other packages.</param>
    /// <param name="batches">Takes the sessions; it is told when the reading has to go on in another call.</param>
    /// <param name="budget">The time of this call.</param>
    /// <param name="cancellationToken">Stops between two pages; rows already stored stay, and the cursor stands where it was.</param>
    /// <exception cref="FlowResultsException">The server does not answer as its API says.</exception>
    /// <exception cref="FloipException">The descriptor cannot be stored.</exception>
    public async Task ReadAsync(
        FlowResultsSource source, PackageListing listing, IReadOnlySet<string> others, BatchWriter<RunItem> batches, ReadingBudget budget, CancellationToken cancellationToken)
    {
        var reading = new PackageReadingCall(source, listing.Id, await FindAsync(source, listing, cancellationToken), new RowIssues(logger), budget);
        (reading.State, reading.Version) = await FindStateAsync(reading.Package, cancellationToken);
        ChangePoll poll;
        try
        {
            poll = await ReadPagesAsync(reading, others, cancellationToken);
        }
        catch (FlowResultsException e)
        {
            await FailAsync(reading, e, batches, cancellationToken);
            throw;
        }

        var isComplete = reading.IsAtEnd && await EnqueueAsync(reading, batches, cancellationToken);
        batches.GoesOn |= !isComplete && !reading.IsOvertaken;
        if (isComplete)
        {
            await ChangePoller.CompleteAsync([poll], cancellationToken);
            batches.Counts = batches.Counts.Add(FlowResultsCounts.Packages);
            if (reading.Version is { } version)
            {
                await readings.ForgetAsync(reading.Package, version, cancellationToken);
            }
        }

        batches.Counts = batches.Counts.Add(FlowResultsCounts.Rows, reading.Rows).Add(Storage.SyncLog.SyncCounts.Issues, reading.Issues.Count);
    }

    /// <summary>The name of a package's cursor; ids of packages may be longer than a key.</summary>
    internal static string CursorOf(PackageRow package) => $"flow-results-{package.Source}-{package.Uuid:N}";

    private static RecordVersion VersionOf(ResultsRow row) => new(
        $"{row.SessionId}\u001F{row.RowId}", Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(RowText.Of(row))).AsSpan(0, 16)), row.Time?.ToUniversalTime());

    /// <summary>The state of a reading. A cursor that was reset or moved since makes its progress void: the reading begins again there.</summary>
    private async Task<(ReadingState State, string? Version)> FindStateAsync(PackageRow package, CancellationToken cancellationToken)
    {
        var (state, version) = await readings.FindAsync(package, cancellationToken);
        return state is { Progress: { } progress } && await poller.PositionOfAsync(CursorOf(package), cancellationToken) != progress.Since
            ? (state with { Progress = null, Next = null }, version)
            : (state ?? new ReadingState(), version);
    }

    private async Task<ChangePoll> ReadPagesAsync(PackageReadingCall reading, IReadOnlySet<string> others, CancellationToken cancellationToken)
    {
        try
        {
            var poll = await poller.GoOnAsync(
                SourceOf(reading, others), reading.State.Progress, (rows, progress) => StoreAsync(reading, rows, progress, reading.Budget.Token), reading.Budget.Token);
            await poll.RememberAsync(all: !reading.IsAtEnd, cancellationToken);
            return poll;
        }
        catch (OperationCanceledException e) when (reading.Budget.IsOver && !cancellationToken.IsCancellationRequested)
        {
            throw new FlowResultsException(
                FlowResultsErrorKind.Transient, FloipCodes.ServerUnavailable, "One page of rows cannot be read within four minutes. Report it to the server's owner: mHero asks for 500 rows a page.", e);
        }
    }

    private async Task<bool> EnqueueAsync(PackageReadingCall reading, BatchWriter<RunItem> batches, CancellationToken cancellationToken)
    {
        var (count, isComplete) = await pending.EnqueueAsync(reading.Package.Uuid, batches, () => reading.Budget.IsSpent, cancellationToken);
        batches.Counts = batches.Counts.Add(FlowResultsCounts.Sessions, count);
        return isComplete;
    }

    /// <summary>
    /// A failure that passes holds the sessions until the next reading, since rows of them may be on the pages that follow. One that lasts, or
    /// pages that come round again, must not hold them without end: they are enqueued as far as they were read. The cursor stays.
    /// </summary>
    private async Task FailAsync(PackageReadingCall reading, FlowResultsException error, BatchWriter<RunItem> batches, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var failing = reading.State with { FailingSince = reading.State.FailingSince ?? now };
        failing = failing with { IsReleased = failing.IsReleased || error.Code == FloipCodes.BadNextLink || now - failing.FailingSince >= HeldFor };
        if (error.Kind is not (FlowResultsErrorKind.Throttled or FlowResultsErrorKind.Transient) || error.Code == FloipCodes.BadNextLink)
        {
            // The link to the page may be the fault, and servers forget links: the next reading begins again at the cursor.
            failing = failing with { Progress = null, Next = null };
        }

        if (failing.IsReleased)
        {
            await EnqueueAsync(reading, batches, cancellationToken);
        }

        if (failing != reading.State)
        {
            await readings.TrySaveAsync(reading.Package, failing, reading.Version, cancellationToken);
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
    private static ChangeSource<ResultsRow> SourceOf(PackageReadingCall reading, IReadOnlySet<string> others) => new(
        CursorOf(reading.Package), reading.Source.Options.Overlap, (since, token) => ListPagesAsync(reading, others, since, token), VersionOf)
    {
        IsInOrder = false,
    };

    private static async IAsyncEnumerable<ChangePage<ResultsRow>> ListPagesAsync(
        PackageReadingCall reading, IReadOnlySet<string> others, DateTimeOffset? since, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (reading.State is { Progress: not null, Next: null })
        {
            // All pages were read in an earlier call, which could not enqueue all sessions.
            reading.IsAtEnd = true;
            yield break;
        }

        await foreach (var page in reading.Source.Client!.GetRowPagesAsync(reading.Id, since, reading.State.Next, cancellationToken))
        {
            var isOther = page.PackageId is { } named && named != reading.Id && others.Contains(named);
            reading.Issues.Report(reading.Source.Name, reading.Package.Uuid, isOther
                ? [new FloipIssue(FloipCodes.OtherPackage, "data.id", "The page has rows of another package; they were left out.")]
                : page.Rows.SelectMany(r => r.Issues));
            (reading.Page, reading.IsAtEnd) = (page, page is { IsEnd: true, Next: null });
            yield return new ChangePage<ResultsRow>(isOther ? [] : [.. page.Rows.Select(r => r.Row).OfType<ResultsRow>()], null, null, reading.IsAtEnd, null);
            if (reading.IsOvertaken || (page is { IsEnd: true, Next: not null } && reading.Budget.IsSpent))
            {
                yield break;
            }
        }
    }

    private async Task StoreAsync(PackageReadingCall reading, IReadOnlyList<ResultsRow> rows, ChangePoll poll, CancellationToken cancellationToken)
    {
        if (!reading.WasReadAgain && rows.Any(r => !reading.Questions.Contains(r.QuestionId)))
        {
            // The package has gained a question since its descriptor was read. A row of a question that it never has is kept as text.
            reading.WasReadAgain = true;
            reading.Package = await FindAsync(reading.Source, new PackageListing(reading.Id, null, null), cancellationToken);
        }

        reading.Recent ??= new RecentSessions(isFirst: poll.Since is null);
        var added = await sessions.AddAsync(reading.Source.Name, reading.Id, rows, reading.Recent, cancellationToken);
        await pending.AddAsync(reading.Package.Uuid, added.Sessions, cancellationToken);
        await poll.RememberAsync(all: false, cancellationToken);
        reading.Rows += rows.Count;
        reading.Issues.Report(reading.Source.Name, reading.Package.Uuid, added.Issues);
        if (reading.Page is { IsEnd: true, Next: var next } && (next is not null || reading.Version is not null))
        {
            // After the rows and the notes of the page. A reading of one page has no state: it begins again at the cursor.
            reading.State = reading.State with { Progress = poll.Progress, Next = next };
            var version = await readings.TrySaveAsync(reading.Package, reading.State, reading.Version, cancellationToken);
            (reading.Version, reading.IsOvertaken) = (version, version is null);
        }
    }

    [LoggerMessage(4106, LogLevel.Warning, "Source {Source}, package {Package}: its descriptor could not be read ({Code}); the stored one is used")]
    private partial void LogStored(string source, Guid package, string code);
}
