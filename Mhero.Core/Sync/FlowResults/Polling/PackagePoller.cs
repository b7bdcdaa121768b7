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
internal sealed class PackagePoller(ChangePoller poller, PackageStore packages, SessionStore sessions, ILogger<PackagePoller> logger)
{
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
        var held = await poller.HoldAsync(SourceOf(reading, others, cancellationToken), rows => StoreAsync(reading, rows, cancellationToken), cancellationToken);
        foreach (var session in reading.Sessions)
        {
            await batches.AddAsync(new RunItem { Session = new SessionPointer(reading.Package.Uuid, session) }, cancellationToken);
        }

        await batches.FlushAsync(cancellationToken);
        await ChangePoller.CompleteAsync([held], cancellationToken);
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

    /// <summary>The stored descriptor, read again where the list shows another version or none.</summary>
    private async Task<PackageRow> FindAsync(FlowResultsSource source, PackageListing listing, CancellationToken cancellationToken)
    {
        var stored = await packages.FindAsync(Mapping.Floip.FloipIds.Package(source.Name, listing.Id), cancellationToken);
        return stored is not null && listing.Modified is not null && listing.Modified == stored.Package.Modified
            ? await packages.OrderAsync(stored, cancellationToken)
            : await packages.SaveAsync(source.Name, listing.Id, await source.Client!.GetPackageAsync(listing.Id, cancellationToken), cancellationToken);
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
            reading.Package = await packages.SaveAsync(
                reading.Source.Name, reading.Id, await reading.Source.Client!.GetPackageAsync(reading.Id, cancellationToken), cancellationToken);
        }

        var added = await sessions.AddAsync(reading.Source.Name, reading.Id, rows, cancellationToken);
        reading.Sessions.UnionWith(added.Sessions);
        reading.Rows += rows.Count;
        reading.Issues.Report(reading.Source.Name, reading.Package.Uuid, added.Issues);
    }

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

        public long Rows { get; set; }

        public bool WasReadAgain { get; set; }
    }
}
