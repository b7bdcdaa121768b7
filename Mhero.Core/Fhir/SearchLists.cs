using System.Collections.Concurrent;

namespace Mhero.Core.Fhir;

/// <summary>
/// Remembers, parameter by parameter, whether the server knows searches for several values. A server that takes the list for one
/// value answers such a search with nothing, and nothing found must not be taken for nothing there.
/// </summary>
/// <param name="logger">Gets what the server turned out not to know.</param>
internal sealed partial class SearchLists(ILogger logger)
{
    private readonly ConcurrentDictionary<(string Type, string Parameter), bool> _known = new();

    /// <summary>Whether the server has found resources for two values of a list at once.</summary>
    public bool Works(SearchList list) => _known.TryGetValue((list.Search.Type, list.Parameter), out var works) && works;

    /// <summary>Whether the server has found less for a list than for its values one by one.</summary>
    public bool Fails(SearchList list) => _known.TryGetValue((list.Search.Type, list.Parameter), out var works) && !works;

    /// <summary>Notes what the server showed.</summary>
    public void Note(SearchList list, bool works)
    {
        if (_known.TryAdd((list.Search.Type, list.Parameter), works) && !works)
        {
            LogFails(logger, list.Search.Type, list.Parameter);
        }
    }

    [LoggerMessage(EventId = 3002, Level = LogLevel.Warning, Message = "The FHIR server does not find {Type} by several values of {Parameter} at once; it is asked for each value from now on")]
    private static partial void LogFails(ILogger logger, string type, string parameter);
}
