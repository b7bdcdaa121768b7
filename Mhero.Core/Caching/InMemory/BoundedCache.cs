using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Caching.Memory;
using Microsoft.Extensions.Internal;

namespace Mhero.Core.Caching.InMemory;

/// <summary>
/// Values in memory, each up to an age and of a version, at most so many: the least recently used go first. Callers that ask at once
/// share one reading. See docs/adr/0037.
/// </summary>
/// <typeparam name="TKey">The keys by which values are asked for.</typeparam>
/// <typeparam name="TValue">The values; they are shared, so that callers do not change them.</typeparam>
[SuppressMessage("Design", "CA1001", Justification = "MemoryCache holds memory alone, and lives as long as what owns it.")]
internal sealed class BoundedCache<TKey, TValue>
    where TKey : notnull
{
    private readonly MemoryCache _kept;
    private readonly Dictionary<TKey, Reading> _readings = [];
    private readonly Lock _lock = new();
    private readonly Clock _clock;
    private readonly int _size;
    private readonly Func<TValue, TimeSpan> _age;

    /// <summary>An empty cache.</summary>
    /// <param name="time">The clock, of which only differences count.</param>
    /// <param name="size">The largest number of values.</param>
    /// <param name="age">How long a value is kept, from the beginning of its reading.</param>
    public BoundedCache(TimeProvider time, int size, Func<TValue, TimeSpan> age)
    {
        (_clock, _size, _age) = (new Clock(time), size, age);
        _kept = new MemoryCache(new MemoryCacheOptions { Clock = _clock, SizeLimit = size });
    }

    /// <summary>The value of a key.</summary>
    /// <param name="key">The key.</param>
    /// <param name="read">Reads it when it is not kept; serves all who wait, so it ends with no single caller's token.</param>
    /// <param name="cancellationToken">Ends the wait, not the reading.</param>
    /// <param name="version">The earliest version that counts.</param>
    /// <exception cref="Exception">The reading's, for all who wait; nothing is kept then.</exception>
    public async Task<TValue> GetAsync(TKey key, Func<Task<TValue>> read, CancellationToken cancellationToken, long version = 0) =>
        (await GetAsync([key], async _ => new Dictionary<TKey, TValue> { [key] = await read() }, cancellationToken, version))[key];

    /// <summary>The values of keys.</summary>
    /// <param name="keys">The keys.</param>
    /// <param name="read">Reads those that are not kept; a key that it leaves out is not kept, and asked for again.</param>
    /// <param name="cancellationToken">Ends the wait, not the reading.</param>
    /// <param name="version">The earliest version that counts.</param>
    /// <returns>Values by key; a key that the reading left out is left out.</returns>
    /// <exception cref="Exception">The reading's, for all who wait; nothing is kept then.</exception>
    public async Task<Dictionary<TKey, TValue>> GetAsync(
        IEnumerable<TKey> keys, Func<IReadOnlyList<TKey>, Task<Dictionary<TKey, TValue>>> read, CancellationToken cancellationToken, long version = 0)
    {
        var found = new Dictionary<TKey, TValue>();
        var waiting = new List<(TKey Key, Reading Reading)>();
        lock (_lock)
        {
            Reading? mine = null;
            foreach (var key in keys.Distinct())
            {
                if (_kept.TryGetValue(key, out Kept? kept) && kept!.Version >= version)
                {
                    found[key] = kept.Value;
                    continue;
                }

                if (!_readings.TryGetValue(key, out var reading) || reading.Version < version)
                {
                    _readings[key] = reading = mine ??= new Reading(version, _clock.UtcNow, one => ReadAsync(one, read));
                    reading.Keys.Add(key);
                }

                waiting.Add((key, reading));
            }
        }

        foreach (var (key, reading) in waiting)
        {
            if ((await reading.Values.Value.WaitAsync(cancellationToken)).TryGetValue(key, out var value))
            {
                found[key] = value;
            }
        }

        return found;
    }

    /// <summary>Has a value read again; the result of a reading that is under way is not kept.</summary>
    /// <param name="key">The key.</param>
    public void Remove(TKey key)
    {
        lock (_lock)
        {
            _readings.Remove(key);
            _kept.Remove(key);
        }
    }

    /// <summary>Whether a value is kept.</summary>
    /// <param name="key">The key.</param>
    /// <param name="value">The value.</param>
    public bool TryGet(TKey key, [MaybeNullWhen(false)] out TValue value)
    {
        var isKept = _kept.TryGetValue(key, out Kept? kept);
        value = isKept ? kept!.Value : default;
        return isKept;
    }

    private async Task<Dictionary<TKey, TValue>> ReadAsync(Reading reading, Func<IReadOnlyList<TKey>, Task<Dictionary<TKey, TValue>>> read)
    {
        Dictionary<TKey, TValue> values = [];
        try
        {
            return values = await read(reading.Keys);
        }
        finally
        {
            lock (_lock)
            {
                // A key that was removed, or is read again for a later version, has another reading or none.
                foreach (var key in reading.Keys.Where(k => _readings.GetValueOrDefault(k) == reading))
                {
                    _readings.Remove(key);
                    if (values.TryGetValue(key, out var value))
                    {
                        Keep(key, value, reading);
                    }
                }
            }
        }
    }

    private void Keep(TKey key, TValue value, Reading reading)
    {
        if (_kept.Count >= _size && !_kept.TryGetValue(key, out _))
        {
            // By its own limit the library would drop the new value, and make room later on another thread.
            _kept.Compact(Math.Max(0.05, 1.5 / _size));
        }

        _kept.Set(key, new Kept(value, reading.Version), new MemoryCacheEntryOptions { Size = 1, AbsoluteExpiration = reading.Began + _age(value) });
    }

    private sealed record Kept(TValue Value, long Version);

    private sealed class Reading
    {
        public Reading(long version, DateTimeOffset began, Func<Reading, Task<Dictionary<TKey, TValue>>> read) =>
            (Version, Began, Values) = (version, began, new(() => read(this)));

        public long Version { get; }

        public DateTimeOffset Began { get; }

        public List<TKey> Keys { get; } = [];

        public Lazy<Task<Dictionary<TKey, TValue>>> Values { get; }
    }

    /// <summary>Time since the beginning: a clock that is set back would keep values for longer.</summary>
    private sealed class Clock(TimeProvider time) : ISystemClock
    {
        private readonly long _began = time.GetTimestamp();

        public DateTimeOffset UtcNow => DateTimeOffset.UnixEpoch + time.GetElapsedTime(_began);
    }
}
