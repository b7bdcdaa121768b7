using System.Text.RegularExpressions;
using Hl7.Fhir.Model;

namespace Mhero.Core.Fhir.Expressions;

/// <summary>FHIRPath functions in place of the SDK's, which bound neither their time nor their output.</summary>
internal static class BoundedFunctions
{
    private const int MaxPattern = 1_000;

    private static readonly TimeSpan MatchTime = TimeSpan.FromMilliseconds(500);

    /// <summary>Passes on what a part of an expression selects, and charges each node to the meter of the evaluation.</summary>
    public static IEnumerable<PocoNode> Meter(IEnumerable<PocoNode> nodes)
    {
        var meter = ExpressionMeter.Current;
        meter?.Charge(1);
        foreach (var node in nodes)
        {
            if (node.Poco is PrimitiveType { JsonValue: string text })
            {
                meter?.ChargeText(text.Length);
            }
            else
            {
                meter?.Charge(1);
            }

            yield return node;
        }
    }

    /// <summary>The same for parts of which each node is compared with all before it: the cost of each grows with their number.</summary>
    public static IEnumerable<PocoNode> MeterCompared(IEnumerable<PocoNode> nodes)
    {
        foreach (var node in Meter(nodes))
        {
            ExpressionMeter.Current?.ChargeComparisons();
            yield return node;
        }
    }

    /// <summary>FHIRPath <c>matches()</c>.</summary>
    public static bool Matches(string text, string pattern) => Guarded(pattern, regex => regex.IsMatch(text));

    /// <summary>FHIRPath <c>matchesFull()</c>.</summary>
    public static bool MatchesFull(string text, string pattern) => Guarded($"^(?:{pattern})$", regex => regex.IsMatch(text));

    /// <summary>FHIRPath <c>replaceMatches()</c>.</summary>
    public static string ReplaceMatches(string text, string pattern, string substitution) => Guarded(pattern, regex =>
    {
        long length = text.Length;
        return regex.Replace(text, match =>
        {
            var replacement = match.Result(substitution);
            length += replacement.Length;
            ExpressionMeter.Current?.ChargeText(length);
            return replacement;
        });
    });

    /// <summary>FHIRPath <c>replace()</c>.</summary>
    public static string Replace(string text, string pattern, string substitution)
    {
        var count = pattern.Length == 0 ? text.Length + 1L : CountOf(text, pattern);
        ExpressionMeter.Current?.ChargeText(text.Length + (count * Math.Max(0L, substitution.Length - pattern.Length)));
        if (pattern.Length > 0)
        {
            return text.Replace(pattern, substitution, StringComparison.Ordinal);
        }

        var result = new StringBuilder(substitution);
        foreach (var character in text)
        {
            result.Append(character).Append(substitution);
        }

        return result.ToString();
    }

    private static long CountOf(string text, string pattern)
    {
        var count = 0L;
        for (var at = text.IndexOf(pattern, StringComparison.Ordinal); at >= 0; at = text.IndexOf(pattern, at + pattern.Length, StringComparison.Ordinal))
        {
            count++;
        }

        return count;
    }

    private static T Guarded<T>(string pattern, Func<Regex, T> use)
    {
        if (pattern.Length > MaxPattern)
        {
            ExpressionMeter.Current?.Fail($"It has a regular expression of more than {MaxPattern} characters.");
            throw new ExpressionTooCostlyException($"A regular expression has more than {MaxPattern} characters.");
        }

        try
        {
            return use(Of(pattern));
        }
        catch (RegexMatchTimeoutException)
        {
            ExpressionMeter.Current?.Fail("Its regular expression takes too long on a text of this response.");
            throw;
        }
    }

    /// <summary>In linear time where the pattern allows it; with look-arounds and back-references only the time-out bounds it.</summary>
    private static Regex Of(string pattern)
    {
        const RegexOptions Options = RegexOptions.CultureInvariant | RegexOptions.Singleline;
        try
        {
            return new Regex(pattern, Options | RegexOptions.NonBacktracking, MatchTime);
        }
        catch (NotSupportedException)
        {
            return new Regex(pattern, Options, MatchTime);
        }
    }
}
