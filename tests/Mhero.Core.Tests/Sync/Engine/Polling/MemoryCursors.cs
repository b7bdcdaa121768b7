using Mhero.Core.Storage.Cursors;

namespace Mhero.Core.Tests.Sync.Engine.Polling;

/// <summary>Cursors and seen versions in memory, with a list of what was done to them.</summary>
internal sealed class MemoryCursors(List<string> events) : ICursorStore, ISeenVersionStore
{
    private readonly Dictionary<string, Cursor> _cursors = [];
    private readonly Dictionary<string, List<SeenVersion>> _seen = [];
    private int _version;

    public DateTimeOffset Now { get; set; }

    public DateTimeOffset? PositionOf(string name) => _cursors.GetValueOrDefault(name)?.Position;

    public Task<Cursor> ReadAsync(string name, CancellationToken cancellationToken) =>
        Task.FromResult(_cursors.GetValueOrDefault(name) ?? new Cursor(name, null, null, null));

    public Task<Cursor?> TryMoveAsync(Cursor from, DateTimeOffset to, DateTimeOffset? newest, TimeSpan? clock, CancellationToken cancellationToken)
    {
        if (_cursors.GetValueOrDefault(from.Name)?.Version != from.Version)
        {
            return Task.FromResult<Cursor?>(null);
        }

        var position = from.Position > to ? from.Position.Value : to;
        var cursor = new Cursor(from.Name, position, Now, $"{++_version}") { Newest = newest ?? from.Newest, NewestSeenAt = Now };
        _cursors[from.Name] = cursor;
        events.Add($"cursor {position:HH:mm:ss}");
        return Task.FromResult<Cursor?>(cursor);
    }

    public Task ResetAsync(string name, CancellationToken cancellationToken) => Task.FromResult(_cursors.Remove(name));

    public Task AddAsync(string poller, IReadOnlyCollection<SeenVersion> versions, CancellationToken cancellationToken)
    {
        _seen[poller] = [.. _seen.GetValueOrDefault(poller) ?? [], .. versions];
        return Task.CompletedTask;
    }

    public Task<SeenVersionSet> LoadAsync(string poller, CancellationToken cancellationToken)
    {
        var set = new SeenVersionSet();
        foreach (var version in _seen.GetValueOrDefault(poller) ?? [])
        {
            set.Add(version.Id, version.Version);
        }

        return Task.FromResult(set);
    }

    public Task PruneAsync(string poller, DateTimeOffset before, CancellationToken cancellationToken)
    {
        _seen.GetValueOrDefault(poller)?.RemoveAll(v => v.Stamp < before);
        return Task.CompletedTask;
    }
}
