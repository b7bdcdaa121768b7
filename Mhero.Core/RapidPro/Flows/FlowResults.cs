using Mhero.Core.RapidPro.Model;

namespace Mhero.Core.RapidPro.Flows;

/// <summary>Which results the runs of a flow can have.</summary>
internal static class FlowResults
{
    /// <summary>The key under which a run carries a result.</summary>
    /// <param name="resultName">The name that the author gave it.</param>
    /// <returns>Lower case, with one <c>_</c> for each sequence of characters other than letters, digits and <c>_</c> (goflow's <c>Snakify</c>); null when it has no name.</returns>
    public static string? KeyOf(string? resultName)
    {
        if (string.IsNullOrWhiteSpace(resultName))
        {
            return null;
        }

        StringBuilder key = new(resultName.Length);
        var inRun = false;
        foreach (var rune in resultName.Trim().EnumerateRunes())
        {
            var kept = Rune.IsLetter(rune) || rune.Value is (>= '0' and <= '9') or '_';
            if (kept)
            {
                key.Append(Rune.ToLowerInvariant(rune));
            }
            else if (!inRun)
            {
                key.Append('_');
            }

            inRun = !kept;
        }

        return key.ToString();
    }

    /// <summary>Every result of a flow, in the order of its nodes, as <c>flows.json</c> would list it.</summary>
    internal static IReadOnlyList<FlowResult> Of(FlowDefinition definition)
    {
        List<string> keys = [];
        Dictionary<string, (string Name, List<string> Categories)> results = [];
        foreach (var node in definition.Nodes)
        {
            foreach (var action in node.Actions)
            {
                var name = action.Type == "set_run_result" ? action.Name : action.ResultName;
                IEnumerable<string> categories = string.IsNullOrEmpty(action.Category) ? [] : [action.Category];
                Add(action.ResultKey, name, action.Type == "set_run_result" ? categories : ["Success", "Failure"]);
            }

            if (node.Router is { } router)
            {
                Add(router.ResultKey, router.ResultName, router.Categories.Select(category => category.Name));
            }
        }

        return [.. keys.Select(key => new FlowResult { Key = key, Name = results[key].Name, Categories = results[key].Categories })];

        void Add(string? key, string? name, IEnumerable<string> categories)
        {
            if (key is null)
            {
                return;
            }

            if (!results.TryGetValue(key, out var result))
            {
                keys.Add(key);
                results.Add(key, result = (name ?? key, []));
            }

            result.Categories.AddRange(categories.Except(result.Categories, StringComparer.Ordinal).ToList());
        }
    }
}
