using Mhero.Core.Storage.DeadLetters;

namespace Mhero.Core.Storage.Jobs;

/// <summary>The dead letters that a job works on: those that match its filter.</summary>
internal static class MatchingLetters
{
    public static IAsyncEnumerable<string> ItemsAsync(DeadLetterIndex index, JobRow job, CancellationToken cancellationToken)
    {
        // A job of an earlier version names the last id, and begins again.
        var after = job.After?.Contains('|', StringComparison.Ordinal) is true ? job.After : null;
        var filter = job.Filter ?? new DeadLetterFilter { Queue = job.Queue };
        return index.ReceivedAsync(filter, after, cancellationToken).Select(found => found.Position);
    }

    public static string IdOf(string position) => position[(position.LastIndexOf('|') + 1)..];
}
