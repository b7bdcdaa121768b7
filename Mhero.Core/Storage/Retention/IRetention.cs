namespace Mhero.Core.Storage.Retention;

/// <summary>Rows that are removed at an age.</summary>
internal interface IRetention
{
    /// <summary>Their name in the counts.</summary>
    string Name { get; }

    /// <summary>Removes those that have reached their age and are not needed any more. A repeated or interrupted call does no harm.</summary>
    /// <param name="isSpent">Asked between two groups of rows whether to stop; the next call removes the rest.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns>How many were removed.</returns>
    Task<int> PurgeAsync(Func<bool> isSpent, CancellationToken cancellationToken);
}
