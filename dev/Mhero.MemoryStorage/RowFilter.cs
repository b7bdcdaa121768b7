using System.Text.RegularExpressions;

namespace Mhero.MemoryStorage;

/// <summary>An OData filter of comparisons of the two keys with texts, joined by <c>and</c>.</summary>
internal sealed partial class RowFilter
{
    private readonly List<(bool IsPartition, string Operator, string Value)> _conditions = [];

    /// <summary>The key from which on it takes no row; null for none.</summary>
    private string? _end;

    /// <summary>The only partition whose rows it takes; null when it does not name one.</summary>
    public string? Partition { get; private set; }

    /// <summary>The key before which it takes no row.</summary>
    public string FirstRow { get; private set; } = string.Empty;

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

            parsed.Add(match.Groups["key"].Value == "PartitionKey", match.Groups["op"].Value, match.Groups["value"].Value.Replace("''", "'", StringComparison.Ordinal));
            rest = rest[match.Length..];
        }

        return parsed;
    }

    public bool Takes(MemoryRow row)
    {
        foreach (var (isPartition, comparison, value) in _conditions)
        {
            var order = string.CompareOrdinal(isPartition ? row.PartitionKey : row.RowKey, value);
            var holds = comparison switch
            {
                "eq" => order == 0,
                "ne" => order != 0,
                "ge" => order >= 0,
                "gt" => order > 0,
                "le" => order <= 0,
                _ => order < 0,
            };
            if (!holds)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Whether neither a row nor any after it in its partition is taken.</summary>
    public bool IsPast(string row) => _end is not null && string.CompareOrdinal(row, _end) >= 0;

    private void Add(bool isPartition, string comparison, string value)
    {
        _conditions.Add((isPartition, comparison, value));
        switch (comparison)
        {
            case "eq" when isPartition:
                Partition = value;
                break;
            case "ge" or "gt" or "eq" when !isPartition && string.CompareOrdinal(value, FirstRow) > 0:
                FirstRow = value;
                break;
            case "lt" when !isPartition && (_end is null || string.CompareOrdinal(value, _end) < 0):
                _end = value;
                break;
            default:
                break;
        }
    }

    [GeneratedRegex(@"^\(?(?<key>PartitionKey|RowKey) (?<op>eq|ne|ge|gt|le|lt) '(?<value>(?:[^']|'')*)'\)?(?: and |$)", RegexOptions.CultureInvariant)]
    private static partial Regex Comparison();
}
