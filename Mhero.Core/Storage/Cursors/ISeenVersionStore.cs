namespace Mhero.Core.Storage.Cursors;

/// <summary>The versions that pollers have seen: the seam that lets a test keep them in memory.</summary>
internal interface ISeenVersionStore
{
    /// <inheritdoc cref="SeenVersionStore.AddAsync"/>
    Task AddAsync(string poller, IReadOnlyCollection<SeenVersion> versions, CancellationToken cancellationToken);

    /// <inheritdoc cref="SeenVersionStore.LoadAsync"/>
    Task<SeenVersionSet> LoadAsync(string poller, CancellationToken cancellationToken);

    /// <inheritdoc cref="SeenVersionStore.PruneAsync"/>
    Task PruneAsync(string poller, DateTimeOffset before, CancellationToken cancellationToken);
}
