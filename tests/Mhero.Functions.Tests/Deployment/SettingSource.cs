using System.Text.RegularExpressions;

namespace Mhero.Functions.Tests.Deployment;

/// <summary>One of the objects of which the app's settings are the union.</summary>
/// <param name="IsWhatThereIs">Whether it is the settings that the app has already.</param>
/// <param name="Values">Otherwise its values by name; an expression where only Azure knows the value.</param>
internal sealed partial record SettingSource(bool IsWhatThereIs, IReadOnlyDictionary<string, string> Values)
{
    /// <summary>Reads <c>[union(createObject('a', 'b'), list(…).properties, …)]</c>.</summary>
    /// <param name="union">The expression.</param>
    public static IReadOnlyList<SettingSource> Parse(string union)
    {
        Assert.StartsWith("[union(", union, StringComparison.Ordinal);
        return [.. Arguments(union["[union".Length..]).Select(Of)];
    }

    private static SettingSource Of(string argument)
    {
        if (argument.StartsWith("list(", StringComparison.Ordinal))
        {
            return new(true, new Dictionary<string, string>());
        }

        // What a secure parameter is given is shown only when it is an expression: here it is an object without settings.
        if (argument == "parameters('existing')")
        {
            return new(false, new Dictionary<string, string>());
        }

        Assert.StartsWith("createObject(", argument, StringComparison.Ordinal);
        var values = Arguments(argument["createObject".Length..]).Chunk(2);
        return new(false, values.ToDictionary(pair => Text(pair[0]), pair => Text(pair[1]), StringComparer.OrdinalIgnoreCase));
    }

    private static string Text(string argument) =>
        argument.StartsWith('\'') && argument.EndsWith('\'') ? argument[1..^1].Replace("''", "'", StringComparison.Ordinal) : argument;

    /// <summary>The arguments of a call, from its opening bracket on.</summary>
    private static IEnumerable<string> Arguments(string call)
    {
        var (depth, from) = (0, 1);
        foreach (Match token in Token().Matches(call))
        {
            var c = call[token.Index];
            depth += c is '(' or '[' ? 1 : c is ')' or ']' ? -1 : 0;
            if ((c == ',' && depth == 1) || (c == ')' && depth == 0))
            {
                if (call[from..token.Index].Trim() is { Length: > 0 } argument)
                {
                    yield return argument;
                }

                from = token.Index + 1;
            }

            if (depth == 0)
            {
                yield break;
            }
        }
    }

    [GeneratedRegex(@"'(?:[^']|'')*'|[(),\[\]]")]
    private static partial Regex Token();
}
