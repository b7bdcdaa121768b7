using System.Collections.Frozen;
using System.Text.RegularExpressions;
using Mhero.Core.Floip;
using Mhero.Core.Mapping.Issues;
using Mhero.Core.RapidPro;
using Mhero.Core.RapidPro.Flows;

namespace Mhero.Core.Mapping.Floip.Legacy;

/// <summary>
/// Translates expressions of the old engine: the names of the context, and functions that have another name. Functions that count in another way
/// are reported.
/// </summary>
/// <param name="issues">Takes the findings.</param>
internal sealed partial class LegacyExpressions(IssueCollector issues)
{
    private static readonly HashSet<string> ContactProperties = new(["name", "first_name", "language", "groups", "uuid", "created_on"], StringComparer.Ordinal);

    /// <summary>Schemes by the names that the old engine has for a contact's addresses.</summary>
    public static readonly FrozenDictionary<string, string> Schemes =
        new[] { Urn.Tel, Urn.Telegram, Urn.Facebook, Urn.WhatsApp, Urn.Mailto, Urn.Viber, Urn.Twitter }
            .Select(s => KeyValuePair.Create(s, s)).Append(new("tel_e164", Urn.Tel)).ToFrozenDictionary(StringComparer.Ordinal);

    private static readonly Dictionary<string, string> Functions = new(StringComparer.Ordinal)
    {
        ["proper"] = "title",
        ["len"] = "text_length",
        ["substitute"] = "replace",
        ["unichar"] = "char",
        ["unicode"] = "code",
        ["int"] = "round_down",
        ["randbetween"] = "rand_between",
        ["datevalue"] = "date",
        ["rept"] = "repeat",
        ["fixed"] = "format_number",
        ["average"] = "mean",
    };

    /// <summary>Functions that count words, characters or fields from one in the old engine and from zero in the new one, or that it does not have.</summary>
    private static readonly HashSet<string> Different = new(["word", "word_slice", "field", "left", "right", "concatenate", "first_word", "remove_first_word", "format_location", "regex_group", "edate", "days", "time", "timevalue"], StringComparer.Ordinal);

    /// <summary>Translates the expressions in a text.</summary>
    /// <param name="text">The text.</param>
    /// <param name="path">The node.</param>
    public string Translate(string text, string path) => Expression().Replace(text, match =>
        match.Groups["escape"].Success ? match.Value
        : match.Groups["name"].Success ? "@" + Simple(match.Groups["name"].Value, path)
        : "@(" + Inner(match.Groups["inner"].Value, path) + ")");

    /// <summary>Translates the operand of a split, which is an expression or a text with some.</summary>
    public string Operand(string? operand, string path) => string.IsNullOrWhiteSpace(operand) ? "@input.text" : Translate(operand, path);

    private string Simple(string name, string path)
    {
        var trail = name.Length - name.TrimEnd('.').Length;
        var translated = Name(name.TrimEnd('.'), path);
        return (translated.Contains('(', StringComparison.Ordinal) ? $"({translated})" : translated) + new string('.', trail);
    }

    private string Inner(string expression, string path) => Token().Replace(expression, match =>
    {
        if (match.Value[0] == '"')
        {
            return match.Value;
        }

        if (!match.Groups["call"].Success)
        {
            return Name(match.Value, path);
        }

        var function = match.Groups["call"].Value.ToLowerInvariant();
        if (Different.Contains(function))
        {
            issues.Warn(FloipCodes.LegacyPart, path, $"The expression uses {function.ToUpperInvariant()}, which the new engine does not have or which counts in another way. Check the expression.");
        }

        return Functions.GetValueOrDefault(function, function) + match.Value[match.Groups["call"].Length..];
    });

    private string Name(string name, string path)
    {
        var parts = name.ToLowerInvariant().Split('.');
        return parts switch
        {
            ["step" or "step_value"] or ["step", "value" or "text"] => "input.text",
            ["step", "attachments", ..] => "input.attachments",
            ["step", "time"] => "input.created_on",
            ["step", "contact", .. var rest] => Contact("", rest),
            ["flow", .. var rest] => Result("results", rest),
            ["contact", .. var rest] => Contact("", rest),
            ["parent" or "child", "contact", .. var rest] => Contact(parts[0] + ".", rest),
            ["parent" or "child", .. var rest] => Result(parts[0] + ".results", rest),
            ["extra", .. var rest] => string.Join('.', rest.Prepend("webhook")),
            ["channel"] => "contact.channel.address",
            ["channel", var property] => "contact.channel." + (property is "tel" or "tel_e164" ? "address" : property),
            ["date"] or ["date", "now"] => "now()",
            ["date", "today"] => "today()",
            ["date", "tomorrow"] => "datetime_add(today(), 1, \"D\")",
            ["date", "yesterday"] => "datetime_add(today(), -1, \"D\")",
            ["true" or "false" or "null"] => parts[0],
            [var number] when decimal.TryParse(number, NumberStyles.Float, CultureInfo.InvariantCulture, out _) => name,
            _ => Unknown(name, path),
        };
    }

    private static string Contact(string owner, string[] parts) => parts switch
    {
        [] => owner + "contact",
        [var property, ..] when ContactProperties.Contains(property) => $"{owner}contact.{string.Join('.', parts)}",
        [var scheme] when Schemes.TryGetValue(scheme, out var known) => $"default(urn_parts({owner}urns.{known}).path, \"\")",
        [var scheme, "path"] when Schemes.TryGetValue(scheme, out var known) => $"default(urn_parts({owner}urns.{known}).path, \"\")",
        _ => $"{owner}fields.{string.Join('.', parts)}",
    };

    private static string Result(string owner, string[] parts) => parts switch
    {
        [] => owner,
        [var result] => $"{owner}.{FlowResults.KeyOf(result)}",
        [var result, "text", ..] => $"{owner}.{FlowResults.KeyOf(result)}.input",
        [var result, "time", ..] => $"{owner}.{FlowResults.KeyOf(result)}.created_on",
        [var result, var property, ..] => $"{owner}.{FlowResults.KeyOf(result)}.{property}",
    };

    private string Unknown(string name, string path)
    {
        issues.Inform(FloipCodes.ExpressionUnknown, path, $"An expression uses '{name}', which the new engine does not have; it was carried over unchanged.");
        return name;
    }

    [GeneratedRegex("""(?<escape>@@)|@(?<name>(?:contact|flow|step|extra|parent|child|channel|date)(?:\.[\w]+)*\.*)(?!\w)|@\((?<inner>(?:[^()"]|"[^"]*"|\((?:[^()"]|"[^"]*"|\((?:[^()"]|"[^"]*"|\([^()]*\))*\))*\))*)\)""", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase)]
    private static partial Regex Expression();

    [GeneratedRegex("""("[^"]*")|(?<call>[A-Za-z_]\w*)\s*\(|[A-Za-z_][\w]*(\.[\w]+)*""", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Token();
}
