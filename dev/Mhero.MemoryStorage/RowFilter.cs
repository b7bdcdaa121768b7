using System.Text.RegularExpressions;

namespace Mhero.MemoryStorage;

/// <summary>An OData filter of comparisons of the two keys with texts, joined by <c>and</c>.</summary>
internal sealed partial class RowFilter
{
    private readonly List<(bool IsPartition, string Operator, string Value)> _conditions = [];

    public static RowFilter Parse(string? filter)
    {
        var parsed = new RowFilter();
        for (var rest = filter ?? string.Empty; rest.Length > 0;)
        {
            var match = Comparison().Match(rest);
            if (!match.Success)
            {
                throw new NotSupportedException($"The filter is not one that mHero sends: {filter}");
            }

            parsed._conditions.Add((match.Groups["key"].Value == "PartitionKey", match.Groups["op"].Value, match.Groups["value"].Value.Replace("''", "'", StringComparison.Ordinal)));
            rest = rest[match.Length..];
        }

        return parsed;
    }

    public bool Takes(MemoryRow row) => _conditions.TrueForAll(c =>
    {
        var order = string.CompareOrdinal(c.IsPartition ? row.PartitionKey : row.RowKey, c.Value);
        return c.Operator switch
        {
            "eq" => order == 0,
            "ne" => order != 0,
            "ge" => order >= 0,
            "gt" => order > 0,
            "le" => order <= 0,
            _ => order < 0,
        };
    });

    [GeneratedRegex(@"^\(?(?<key>PartitionKey|RowKey) (?<op>eq|ne|ge|gt|le|lt) '(?<value>(?:[^']|'')*)'\)?(?: and |$)", RegexOptions.CultureInvariant)]
    private static partial Regex Comparison();
}
