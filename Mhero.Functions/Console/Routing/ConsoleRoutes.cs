using System.Diagnostics.CodeAnalysis;

namespace Mhero.Functions.Console.Routing;

/// <summary>Finds the route of a path.</summary>
/// <param name="routes">All routes.</param>
public sealed class ConsoleRoutes(IEnumerable<ConsoleRoute> routes)
{
    // A fixed segment goes before one in braces.
    private readonly IReadOnlyList<ConsoleRoute> _routes = [.. routes.OrderBy(route => route.Pattern.Count(c => c == '{'))];

    /// <summary>All of them.</summary>
    public IReadOnlyList<ConsoleRoute> All => _routes;

    /// <summary>Finds a route.</summary>
    /// <param name="path">The path in the console.</param>
    /// <param name="isAction">Whether the request is a POST.</param>
    /// <param name="route">The route.</param>
    /// <param name="values">The values of its segments in braces.</param>
    /// <returns>False when no route has the path.</returns>
    public bool TryFind(string path, bool isAction, [NotNullWhen(true)] out ConsoleRoute? route, out IReadOnlyDictionary<string, string> values)
    {
        foreach (var candidate in _routes.Where(r => r.IsAction == isAction))
        {
            if (Match(candidate.Pattern, path) is { } found)
            {
                (route, values) = (candidate, found);
                return true;
            }
        }

        (route, values) = (null, new Dictionary<string, string>());
        return false;
    }

    private static Dictionary<string, string>? Match(string pattern, string path)
    {
        var (wanted, given) = (pattern.Split('/'), path.Split('/'));
        if (wanted.Length != given.Length)
        {
            return null;
        }

        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        for (var i = 0; i < wanted.Length; i++)
        {
            if (wanted[i].StartsWith('{') && given[i].Length > 0)
            {
                values[wanted[i].Trim('{', '}')] = given[i];
            }
            else if (wanted[i] != given[i])
            {
                return null;
            }
        }

        return values;
    }
}
