using System.Text.RegularExpressions;

namespace Mhero.Simulator.State;

/// <summary>
/// The query of a smart group, in the simple part of RapidPro's language: comparisons of fields, name, language or status,
/// joined by AND.
/// </summary>
internal sealed partial class SmartQuery
{
    private readonly List<(string Property, string Operator, string Operand)> _conditions = [];

    /// <exception cref="ArgumentException">The query uses more than the simulator knows.</exception>
    public SmartQuery(string text)
    {
        Text = text;
        foreach (var part in And().Split(text))
        {
            var match = Condition().Match(part.Trim());
            if (!match.Success)
            {
                throw new ArgumentException($"The simulator cannot evaluate the group query '{text}': use comparisons joined by AND.", nameof(text));
            }

            _conditions.Add((match.Groups[1].Value.ToLowerInvariant(), match.Groups[2].Value, match.Groups[3].Value.Trim('"')));
        }
    }

    public string Text { get; }

    [GeneratedRegex(@"\s+and\s+", RegexOptions.IgnoreCase)]
    private static partial Regex And();

    [GeneratedRegex(@"^(?:fields\.)?([a-zA-Z0-9_]+)\s*(>=|<=|!=|=|>|<)\s*(""[^""]*""|[^\s""]+)$")]
    private static partial Regex Condition();

    /// <summary>Only active contacts are in smart groups.</summary>
    public bool Matches(ContactState contact, Dictionary<string, FieldEntry> fields)
    {
        if (!contact.IsActive)
        {
            return false;
        }

        foreach (var (property, op, operand) in _conditions)
        {
            var value = property switch
            {
                "name" => contact.Name,
                "language" => contact.Language,
                "status" => contact.Status,
                // The simulator has no tickets, so no contact has an open one.
                "tickets" => "0",
                _ => fields.TryGetValue(property, out var field) ? contact.Value(field.Ordinal)?.Shown(field.Type) : null,
            };
            if (!Holds(value, op, operand))
            {
                return false;
            }
        }

        return true;
    }

    private static bool Holds(string? value, string op, string operand)
    {
        if (op is "=" or "!=")
        {
            var equal = string.Equals(value ?? "", operand, StringComparison.OrdinalIgnoreCase);
            return op == "=" ? equal : !equal;
        }

        if (!decimal.TryParse(value, NumberStyles.Number, CultureInfo.InvariantCulture, out var left)
            || !decimal.TryParse(operand, NumberStyles.Number, CultureInfo.InvariantCulture, out var right))
        {
            return false;
        }

        return op switch
        {
            ">" => left > right,
            ">=" => left >= right,
            "<" => left < right,
            _ => left <= right,
        };
    }
}
