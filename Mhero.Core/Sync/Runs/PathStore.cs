using Hl7.Fhir.Model;
using Mhero.Core.Mapping.Places;
using Mhero.Core.Storage.Reviews;
using Mhero.Core.Storage.Tables;
using Mhero.Core.Sync.Engine.Queueing;
using Mhero.Core.Sync.Reviews;
using Task = System.Threading.Tasks.Task;

namespace Mhero.Core.Sync.Runs;

/// <summary>Asks people which Location a path of answers means, and stores their decisions.</summary>
internal sealed class PathStore(DocumentTable table, ReviewStore reviews, WorkQueue<RunItem> queue) : IReviewHandler
{
    private const string Partition = "place-paths";
    private const string SubjectPrefix = "path/";

    /// <summary>Each is a request of RapidPro's quota when the question is answered.</summary>
    private const int MaxRuns = 100;

    /// <inheritdoc/>
    public bool Handles(Review review) => review.Subject.StartsWith(SubjectPrefix, StringComparison.Ordinal);

    /// <summary>The rows of paths, by <see cref="AdminPath.KeyOf"/>; paths without a row are left out.</summary>
    public async Task<Dictionary<string, PathRow>> FindAsync(IEnumerable<string> keys, CancellationToken cancellationToken)
    {
        var ids = keys.ToDictionary(IdOf);
        return (await table.FindManyAsync(Partition, [.. ids.Keys], cancellationToken)).ToDictionary(f => ids[f.Key], f => SyncJson.Read<PathRow>(f.Value.Content));
    }

    /// <summary>Asks which Location a path means, and keeps the run for when it is answered.</summary>
    /// <param name="path">The path, as the answer has it.</param>
    /// <param name="run">The run; null for one that cannot be read again.</param>
    /// <param name="candidates">What fits.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns>Whether the question is new.</returns>
    public async Task<bool> AskAsync(string path, Guid? run, IReadOnlyList<Location> candidates, CancellationToken cancellationToken)
    {
        var id = IdOf(AdminPath.KeyOf(path));
        await ChangeAsync(id, row => row with { Runs = run is { } uuid ? [.. row.Runs.Where(r => r != uuid).TakeLast(MaxRuns - 1), uuid] : row.Runs }, cancellationToken);
        return await reviews.OpenAsync(
            SubjectPrefix + id,
            SyncCodes.PlaceOfAnswer,
            $"Several Locations fit the place '{path}' in answers: choose the one that it means.",
            [.. candidates.Select(c => new ReviewCandidate($"Location/{c.Id}", $"{c.Name}, part of {c.PartOf?.Display ?? c.PartOf?.Reference ?? "nothing"}"))],
            null,
            cancellationToken);
    }

    /// <summary>Remembers which Location a person chose, and has the runs concerned mapped again.</summary>
    /// <param name="review">The review.</param>
    /// <param name="decision">The answer.</param>
    /// <param name="cancellationToken">Cancels; the review then stays open.</param>
    public async Task<ReviewAnswer> DecideAsync(Review review, ReviewDecision decision, CancellationToken cancellationToken)
    {
        if (decision.Choose is not { } location || review.Candidates.All(c => c.Reference != location))
        {
            return ReviewAnswer.NoCandidate;
        }

        var id = review.Subject[SubjectPrefix.Length..];

        // First the memory, then the runs, then the review: a crash in between leaves the question open, to be answered again.
        var row = await ChangeAsync(id, r => r with { Location = location }, cancellationToken);
        await SendAsync(row.Runs, cancellationToken);
        await ChangeAsync(id, r => r with { Runs = [] }, cancellationToken);
        await reviews.CloseAsync(review.Id, cancellationToken);
        return ReviewAnswer.Accepted;
    }

    /// <summary>Closes the review of a path that now means one Location, since the registry was corrected.</summary>
    public async Task SettleAsync(string key, PathRow row, CancellationToken cancellationToken)
    {
        var id = IdOf(key);
        await SendAsync(row.Runs, cancellationToken);
        await reviews.CloseForAsync([SubjectPrefix + id], cancellationToken: cancellationToken);
        await table.DeleteAsync(Partition, [id], cancellationToken);
    }

    private static string IdOf(string key) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key)).AsSpan(0, 16));

    private async Task SendAsync(IReadOnlyList<Guid> runs, CancellationToken cancellationToken)
    {
        var order = Guid.NewGuid().ToString("N");
        var batches = queue.Writer(null, n => $"{order}-{n}");
        foreach (var run in runs)
        {
            await batches.AddAsync(new RunItem { RunUuid = run }, cancellationToken);
        }

        await batches.FlushAsync(cancellationToken);
    }

    private async Task<PathRow> ChangeAsync(string id, Func<PathRow, PathRow> change, CancellationToken cancellationToken)
    {
        while (true)
        {
            var document = await table.FindAsync(Partition, id, cancellationToken);
            var row = change(document is null ? new() : SyncJson.Read<PathRow>(document.Content));
            if ((await table.WriteAsync(Partition, [new(id, SyncJson.Write(row), document?.Version)], cancellationToken))[id] is not null)
            {
                return row;
            }
        }
    }
}
