using Mhero.Core.Caching;
using Mhero.Core.Storage.DeadLetters;
using Mhero.Core.Storage.Reviews;
using Mhero.Core.Sync.Contacts;

namespace Mhero.Core.Monitoring;

/// <summary>Reads what waits for a person.</summary>
internal sealed class OpenIssueReader(DeadLetterStore deadLetters, ReviewStore reviews, WorkerIssues workerIssues, PlaceIssues placeIssues)
{
    private const int Listed = 100;

    /// <summary>Counts dead letters, reviews, workers and places with issues, and reads the issues of the first hundred workers and places.</summary>
    /// <param name="cancellationToken">Cancels the read.</param>
    public async Task<OpenIssues> ReadAsync(CancellationToken cancellationToken) => new(
        await deadLetters.CountAsync(cancellationToken),
        await reviews.CountAsync(cancellationToken),
        await workerIssues.CountAsync(cancellationToken),
        await workerIssues.ListAsync(Listed, cancellationToken),
        await placeIssues.CountAsync(cancellationToken),
        await placeIssues.ListAsync(Listed, cancellationToken));
}
