using System.Text.RegularExpressions;

namespace Mhero.Core.Mapping.Floip.Flows;

/// <summary>
/// Translates expressions between RapidPro and the Flow Specification: both have Excel's functions and operators, and differ in the
/// names of the context. What one side does not have is carried over unchanged and reported.
/// </summary>
internal static partial class ExpressionTranslator
{
    private static readonly HashSet<string> ContactProperties = new(StringComparer.Ordinal)
    {
        "name", "first_name", "language", "uuid", "id", "urn", "urns", "groups", "created_on", "last_seen_on", "channel", "timezone", "fields", "tel",
    };

    /// <summary>Names of RapidPro's context that the specification does not have.</summary>
    private static readonly HashSet<string> RapidProOnly = new(StringComparer.Ordinal)
    {
        "urns", "webhook", "trigger", "globals", "legacy_extra", "ticket", "node", "resume", "fields_unknown",
    };

    private static readonly HashSet<string> Roots = new(StringComparer.Ordinal)
    {
        "results", "fields", "contact", "input", "child", "parent", "run", "block", "flow", "session",
        "urns", "webhook", "trigger", "globals", "legacy_extra", "ticket", "node", "resume",
    };

    /// <summary>A RapidPro template in the specification's names.</summary>
    /// <param name="template">The text with expressions.</param>
    /// <param name="unknown">Takes the names that the specification does not have.</param>
    public static string ToFloip(string template, Action<string> unknown) => Template(template, path => FloipPath(path, unknown));

    /// <summary>A template of the specification in RapidPro's names.</summary>
    /// <param name="template">The text with expressions.</param>
    public static string ToRapidPro(string template) => Template(template, RapidProPath);

    /// <summary>An operand of RapidPro (<c>@results.x</c>) as an expression without the sign.</summary>
    public static string OperandToFloip(string operand, Action<string> unknown)
    {
        var text = ToFloip(operand.Trim(), unknown);
        return text.StartsWith("@(", StringComparison.Ordinal) && text.EndsWith(')') ? text[2..^1] : text.StartsWith('@') ? text[1..] : $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
    }

    /// <summary>An expression without the sign as an operand of RapidPro.</summary>
    public static string OperandToRapidPro(string expression)
    {
        var text = Expression(expression.Trim().TrimStart('@'), RapidProPath);
        return SimplePath().IsMatch(text) ? "@" + text : $"@({text})";
    }

    private static string[] FloipPath(string[] path, Action<string> unknown)
    {
        switch (path)
        {
            case ["results", _]:
                return [.. path, "value"];
            case ["results", var key, "category" or "category_localized"]:
                return ["results", key, "exit", "name"];
            case ["results", var key, "input"]:
                return ["results", key, "response"];
            case ["fields", .. var rest] when rest.Length > 0:
                return ["contact", .. rest];
            case ["contact", "fields", .. var rest] when rest.Length > 0:
                return ["contact", .. rest];
            case ["contact", "uuid"]:
                return ["contact", "id"];
            case ["input"] or ["input", "text"]:
                return ["block", "response"];
            case ["child" or "parent" or "run", "results", .. var rest] when rest.Length > 0:
                return [path[0], .. FloipPath(["results", .. rest], unknown)];
            case [var root, ..] when RapidProOnly.Contains(root):
                unknown(root);
                return path;
            default:
                return path;
        }
    }

    private static string[] RapidProPath(string[] path)
    {
        switch (path)
        {
            case ["results", var key, "value"]:
                return ["results", key];
            case ["results", var key, "exit", "name"]:
                return ["results", key, "category"];
            case ["results", var key, "response"]:
                return ["results", key, "input"];
            case ["flow", var key, .. var rest]:
                return RapidProPath(["results", key, .. rest]);
            case ["block", "response" or "value"] or ["block"]:
                return ["input", "text"];
            case ["contact", "id"]:
                return ["contact", "uuid"];
            case ["contact", var property, ..] when !ContactProperties.Contains(property):
                return ["fields", .. path[1..]];
            case ["child" or "parent" or "run", "results", .. var rest] when rest.Length > 0:
                return [path[0], .. RapidProPath(["results", .. rest])];
            default:
                return path;
        }
    }

    /// <summary>Translates the expressions of a template and leaves its text.</summary>
    private static string Template(string template, Func<string[], string[]> translate)
    {
        var result = new StringBuilder(template.Length);
        var at = 0;
        while (at < template.Length)
        {
            if (template[at] != '@' || at + 1 == template.Length)
            {
                result.Append(template[at++]);
            }
            else if (template[at + 1] == '@')
            {
                result.Append("@@");
                at += 2;
            }
            else if (template[at + 1] == '(' && EndOf(template, at + 1) is var end and > 0)
            {
                result.Append("@(").Append(Expression(template[(at + 2)..end], translate)).Append(')');
                at = end + 1;
            }
            else if (Path().Match(template, at + 1) is { Success: true } path && Roots.Contains(path.Value.Split('.')[0]))
            {
                result.Append('@').AppendJoin('.', translate(path.Value.Split('.')));
                at += 1 + path.Length;
            }
            else
            {
                result.Append(template[at++]);
            }
        }

        return result.ToString();
    }

    /// <summary>Translates the names of an expression, not those in its texts and not its functions.</summary>
    private static string Expression(string expression, Func<string[], string[]> translate) =>
        Token().Replace(expression, token => token.Groups["path"] is { Success: true } path && Roots.Contains(path.Value.Split('.')[0])
            ? string.Join('.', translate(path.Value.Split('.')))
            : token.Value);

    /// <summary>The closing parenthesis of an expression; 0 for none.</summary>
    private static int EndOf(string text, int open)
    {
        var (depth, isText) = (0, false);
        for (var i = open; i < text.Length; i++)
        {
            if (text[i] == '"' && text[i - 1] != '\\')
            {
                isText = !isText;
            }
            else if (!isText && text[i] == '(')
            {
                depth++;
            }
            else if (!isText && text[i] == ')' && --depth == 0)
            {
                return i;
            }
        }

        return 0;
    }

    [GeneratedRegex(@"\G[a-z_][A-Za-z0-9_]*(\.[A-Za-z0-9_]+)*")]
    private static partial Regex Path();

    [GeneratedRegex(@"^[a-z_][A-Za-z0-9_]*(\.[A-Za-z0-9_]+)*\z")]
    private static partial Regex SimplePath();

    [GeneratedRegex("""(?<text>"(?:[^"\\]|\\.|"")*")|(?<![A-Za-z0-9_.])(?<path>[a-z_][A-Za-z0-9_]*(?:\.[A-Za-z0-9_]+)*)(?![A-Za-z0-9_(])""")]
    private static partial Regex Token();
}
