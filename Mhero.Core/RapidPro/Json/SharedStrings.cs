using System.Collections.Concurrent;

namespace Mhero.Core.RapidPro.Json;

/// <summary>
/// Gives equal short texts one string. The keys of a workspace's fields, and the results and categories of its flows, are
/// few and come with every contact and run.
/// </summary>
internal sealed class SharedStrings
{
    private const int MaxLength = 64;
    private const int MaxCount = 2048;
    private readonly ConcurrentDictionary<string, string> _texts = new();
    private int _count;

    /// <summary>The text of the string or member name that the reader is at.</summary>
    public string Read(ref Utf8JsonReader reader)
    {
        if (reader.HasValueSequence || reader.ValueSpan.Length > MaxLength)
        {
            return reader.GetString()!;
        }

        Span<char> buffer = stackalloc char[MaxLength];
        ReadOnlySpan<char> text = buffer[..reader.CopyString(buffer)];
        if (_texts.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(text, out var shared))
        {
            return shared;
        }

        var made = text.ToString();
        // A free-text category or key must not fill the memory: the first texts are shared.
        if (Volatile.Read(ref _count) < MaxCount && _texts.TryAdd(made, made))
        {
            Interlocked.Increment(ref _count);
        }

        return made;
    }
}
