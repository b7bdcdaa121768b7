using System.Text.RegularExpressions;

namespace Mhero.Core.Mapping.Floip.Flows;

/// <summary>A test of RapidPro's routers, written on an exit or a choice as a function of the Flow Specification.</summary>
/// <param name="Operand">The expression that is tested, without the sign.</param>
/// <param name="Type">The test (<c>has_number_between</c>).</param>
/// <param name="Arguments">The test's arguments.</param>
internal sealed partial record BlockTest(string Operand, string Type, IReadOnlyList<string> Arguments)
{
    /// <summary>The test as an expression: <c>has_number_between(block.value, 0, 110)</c>.</summary>
    public string Write() => $"{Type}({string.Join(", ", Arguments.Select(Quote).Prepend(Operand))})";

    /// <summary>Reads an expression: a function of the operand and literals, or a comparison; null for anything else.</summary>
    public static BlockTest? Read(string? expression)
    {
        var text = Strip(expression ?? "");
        if (Call().Match(text) is { Success: true } call && Split(call.Groups["arguments"].Value) is [var operand, .. var rest] && rest.TrueForAll(IsLiteral))
        {
            return new BlockTest(operand, call.Groups["name"].Value.ToLowerInvariant(), [.. rest.Select(Unquote)]);
        }

        if (Comparison().Match(text) is { Success: true } comparison && IsLiteral(comparison.Groups["value"].Value))
        {
            var value = comparison.Groups["value"].Value;
            var isNumber = decimal.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out _);
            var type = comparison.Groups["operator"].Value switch
            {
                "=" => isNumber ? "has_number_eq" : "has_only_phrase",
                "<" => "has_number_lt",
                "<=" => "has_number_lte",
                ">" => "has_number_gt",
                _ => "has_number_gte",
            };
            return type == "has_only_phrase" || isNumber ? new BlockTest(comparison.Groups["operand"].Value, type, [Unquote(value)]) : null;
        }

        return null;
    }

    /// <summary>The choice that <c>block.value = "name"</c> names; null for another test.</summary>
    public static string? ChoiceOf(string? expression) =>
        Comparison().Match(Strip(expression ?? "")) is { Success: true } match && match.Groups["operator"].Value == "=" && match.Groups["operand"].Value == "block.value"
            ? Unquote(match.Groups["value"].Value)
            : null;

    /// <summary>A text as a literal.</summary>
    public static string Quote(string text) =>
        Number().IsMatch(text) ? text : $"\"{text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"";

    private static string Strip(string expression)
    {
        var text = expression.Trim();
        return text.StartsWith("@(", StringComparison.Ordinal) && text.EndsWith(')') ? text[2..^1].Trim() : text.TrimStart('@');
    }

    private static bool IsLiteral(string text) => Number().IsMatch(text) || Literal().IsMatch(text);

    private static string Unquote(string literal) =>
        literal.Length >= 2 && literal[0] == '"'
            ? Escape().Replace(literal[1..^1], match => match.Groups[1].Value)
            : literal;

    private static List<string> Split(string arguments)
    {
        var (parts, depth, isText, from) = (new List<string>(), 0, false, 0);
        for (var i = 0; i < arguments.Length; i++)
        {
            var c = arguments[i];
            if (isText && c == '\\')
            {
                i++;
            }
            else if (c == '"')
            {
                isText = !isText;
            }
            else if (!isText && c is '(' or ')')
            {
                depth += c == '(' ? 1 : -1;
            }
            else if (!isText && c == ',' && depth == 0)
            {
                parts.Add(arguments[from..i].Trim());
                from = i + 1;
            }
        }

        parts.Add(arguments[from..].Trim());
        return parts;
    }

    [GeneratedRegex(@"^(?<name>has_[a-zA-Z_]+)\((?<arguments>.*)\)\z", RegexOptions.IgnoreCase | RegexOptions.Singleline)]
    private static partial Regex Call();

    [GeneratedRegex("""^(?<operand>[a-z_][A-Za-z0-9_.]*)\s*(?<operator><=|>=|=|<|>)\s*(?<value>"(?:[^"\\]|\\.)*"|-?[0-9.]+)\z""")]
    private static partial Regex Comparison();

    [GeneratedRegex(@"^-?(0|[1-9][0-9]*)(\.[0-9]+)?\z")]
    private static partial Regex Number();

    [GeneratedRegex("""^"(?:[^"\\]|\\.)*"\z""", RegexOptions.Singleline)]
    private static partial Regex Literal();

    [GeneratedRegex("""\\(.)""", RegexOptions.Singleline)]
    private static partial Regex Escape();
}
