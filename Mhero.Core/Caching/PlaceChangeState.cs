using Mhero.Core.Storage.Cursors;


namespace Mhero.Core.Caching;

/// <summary>What all instances of the app have to know of places: that one changed, and whether Organizations matter.</summary>
internal sealed class PlaceChangeState(CursorStore cursors, TimeProvider time)
{
    /// <summary>A cursor whose position is when a poller last saw that a place changed.</summary>
    private const string LastChange = "places-changed";

    /// <summary>A cursor whose position is when the first Organization was read in a place's stead.</summary>
    private const string Organizations = "places-organizations";

    private bool _matter;

    /// <summary>The version of the places: later with each change. Data read under an earlier one is stale.</summary>
    public async Task<long> VersionAsync(CancellationToken cancellationToken) =>
        (await cursors.ReadAsync(LastChange, cancellationToken)).Position?.UtcTicks ?? 0;

    /// <summary>Begins another version, in all instances.</summary>
    public async Task ChangedAsync(CancellationToken cancellationToken)
    {
        Cursor? moved;
        do
        {
            // Clocks of instances differ, and each change has to be a later one.
            var last = await cursors.ReadAsync(LastChange, cancellationToken);
            var now = time.GetUtcNow();
            moved = await cursors.TryMoveAsync(last, last.Position >= now ? last.Position.Value.AddMilliseconds(1) : now, cancellationToken);
        }
        while (moved is null);
    }

    /// <summary>Notes that places follow from Organizations here, so that their changes are read too. Called before the first is read.</summary>
    public async Task OrganizationsMatterAsync(CancellationToken cancellationToken)
    {
        if (_matter)
        {
            return;
        }

        var mark = await cursors.ReadAsync(Organizations, cancellationToken);
        if (mark.Position is null)
        {
            await cursors.TryMoveAsync(mark, time.GetUtcNow(), cancellationToken);
        }

        _matter = true;
    }

    /// <summary>Since when changes of Organizations have to be read; null when no place follows from one, and reading them would be a request for nothing.</summary>
    public async Task<DateTimeOffset?> OrganizationsSinceAsync(CancellationToken cancellationToken) =>
        (await cursors.ReadAsync(Organizations, cancellationToken)).Position;
}
