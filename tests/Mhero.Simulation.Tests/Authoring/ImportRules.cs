namespace Mhero.Simulation.Tests.Authoring;

/// <summary>What the import of RapidPro 9 checks in a file, and the limits of the flow editor and of later engines.</summary>
internal static class ImportRules
{
    private static readonly string[] Tests =
        ["has_any_word", "has_only_phrase", "has_only_text", "has_pattern", "has_text", "has_number", "has_number_between", "has_number_gte", "has_number_lte", "has_number_lt", "has_number_gt", "has_number_eq", "has_date", "has_date_lt", "has_time", "has_category"];

    public static IReadOnlyList<string> Faults(string export)
    {
        var root = JsonNode.Parse(export)!;
        List<string> faults = [.. new[] { "version", "site", "flows", "campaigns", "triggers", "fields", "groups" }.Where(member => root[member] is null)];
        foreach (var flow in root["flows"]!.AsArray())
        {
            var nodes = flow!["nodes"]!.AsArray().Select(n => n!).ToList();
            var uuids = nodes.Select(n => (string)n["uuid"]!).ToHashSet();
            var all = nodes.SelectMany(n => n["actions"]!.AsArray().Concat(n["exits"]!.AsArray()).Append(n)).Select(n => (string)n!["uuid"]!).ToList();
            faults.AddRange(all.CountBy(u => u).Where(u => u.Value > 1).Select(u => $"uuid twice: {u.Key}"));
            faults.AddRange(nodes.Where(n => flow["_ui"]!["nodes"]![(string)n["uuid"]!] is null).Select(n => $"no place: {n["uuid"]}"));
            faults.AddRange(nodes.SelectMany(n => NodeFaults(n, uuids)));
        }

        return faults;
    }

    private static IEnumerable<string> NodeFaults(JsonNode node, HashSet<string> uuids)
    {
        var exits = node["exits"]!.AsArray().Select(e => (string)e!["uuid"]!).ToHashSet();
        foreach (var exit in node["exits"]!.AsArray().Where(e => (string?)e!["destination_uuid"] is { } to && !uuids.Contains(to)))
        {
            yield return $"exit to no node: {exit}";
        }

        foreach (var action in node["actions"]!.AsArray().Where(a => (string?)a!["type"] == "send_msg" && ((string)a["text"]!).Length is 0 or > 640))
        {
            yield return $"length of a message: {action!["text"]}";
        }

        if (node["router"] is not { } router)
        {
            if (exits.Count != 1)
            {
                yield return $"exits without a router: {node["uuid"]}";
            }

            yield break;
        }

        var categories = router["categories"]!.AsArray().ToDictionary(c => (string)c!["uuid"]!, c => c!);
        foreach (var category in categories.Values.Where(c => ((string)c["name"]!).Length is 0 or > 36 || !exits.Contains((string)c["exit_uuid"]!)))
        {
            yield return $"category: {category}";
        }

        foreach (var test in router["cases"]!.AsArray().Where(c => !categories.ContainsKey((string)c!["category_uuid"]!) || !Tests.Contains((string)c["type"]!) || c["arguments"]!.AsArray().Count > 10))
        {
            yield return $"case: {test}";
        }

        if (!categories.ContainsKey((string)router["default_category_uuid"]!) || categories.Values.DistinctBy(c => (string)c["name"]!).Count() != categories.Count || ((string)router["result_name"]!).Length > 64)
        {
            yield return $"router: {node["uuid"]}";
        }
    }
}
