namespace Mhero.Core.Storage.Jobs;

/// <summary>The work of one kind of job. <see cref="JobRunner"/> gives it the items in chunks, and a chunk again when the process died in it.</summary>
internal interface IJobWork
{
    /// <summary>The operation, one of <see cref="JobKinds"/>.</summary>
    string Kind { get; }

    /// <summary>How many items are done at once; they should take a few seconds.</summary>
    int ChunkSize => 32;

    /// <summary>The direction whose pause stops the work, one of <see cref="Pauses.Directions"/>; null for work that no pause stops.</summary>
    string? Direction => null;

    /// <summary>How long the work waits before it looks whether the pause has ended.</summary>
    TimeSpan PausedDelay => TimeSpan.FromMinutes(1);

    /// <summary>The items that are left, in their order.</summary>
    /// <param name="job">The job; the items follow its <see cref="JobRow.After"/>.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    IAsyncEnumerable<string> ItemsAsync(JobRow job, CancellationToken cancellationToken);

    /// <summary>Does the work on some items. A second call with the same items does no harm.</summary>
    /// <param name="job">The job.</param>
    /// <param name="items">The items, in their order.</param>
    /// <param name="cancellationToken">Ends the work; the items come again then.</param>
    /// <returns>How many could not be done.</returns>
    /// <exception cref="JobPostponedException">A side cannot be reached now: the same items come again later, without an attempt being counted.</exception>
    Task<int> DoAsync(JobRow job, IReadOnlyList<string> items, CancellationToken cancellationToken);
}
