namespace Mhero.Core.Fhir.Expressions;

/// <summary>
/// Limits on the text of an expression, checked before it is parsed: the SDK's parser and evaluator recurse, so a longer one costs
/// more than linear time and may overflow the stack, which no handler can catch.
/// </summary>
internal static class ExpressionSize
{
    /// <summary>Characters of an expression.</summary>
    public const int MaxLength = 5_000;

    /// <summary>Brackets inside each other.</summary>
    public const int MaxNesting = 40;

    /// <summary>Operators, calls and steps of a path.</summary>
    public const int MaxParts = 250;

    private static readonly HashSet<string> Words = new(StringComparer.Ordinal)
    {
        "and", "or", "xor", "implies", "is", "as", "in", "contains", "div", "mod",
    };

    /// <summary>Checks an expression. What stands in quotes and comments does not count, except for the length.</summary>
    /// <returns>How many parts it has; compiling takes time with the square of it.</returns>
    /// <exception cref="ExpressionTooCostlyException">It is beyond a limit.</exception>
    public static int Check(string text)
    {
        if (text.Length > MaxLength)
        {
            throw new ExpressionTooCostlyException($"It is longer than {MaxLength} characters.");
        }

        var (depth, parts) = (0, 0);
        for (var i = 0; i < text.Length; i++)
        {
            var character = text[i];
            switch (character)
            {
                case '\'' or '"' or '`':
                    i = EndOfQuote(text, i);
                    break;
                case '/' when i + 1 < text.Length && text[i + 1] is '/' or '*':
                    i = EndOfComment(text, i);
                    break;
                case '(' or '[' or '{':
                    depth++;
                    parts++;
                    break;
                case ')' or ']' or '}':
                    depth--;
                    break;
                case '.' or '+' or '-' or '*' or '/' or '|' or '&' or '=' or '<' or '>' or '~' or ',':
                    parts++;
                    break;
                case var letter when char.IsAsciiLetter(letter):
                    var end = i + 1;
                    while (end < text.Length && (char.IsAsciiLetterOrDigit(text[end]) || text[end] == '_'))
                    {
                        end++;
                    }

                    parts += Words.Contains(text[i..end]) ? 1 : 0;
                    i = end - 1;
                    break;
            }

            if (depth > MaxNesting || parts > MaxParts)
            {
                throw new ExpressionTooCostlyException(depth > MaxNesting
                    ? $"Its brackets are nested deeper than {MaxNesting}."
                    : $"It has more than {MaxParts} operators, calls and steps.");
            }
        }

        return parts;
    }

    private static int EndOfQuote(string text, int start)
    {
        for (var i = start + 1; i < text.Length; i++)
        {
            if (text[i] == '\\')
            {
                i++;
            }
            else if (text[i] == text[start])
            {
                return i;
            }
        }

        return text.Length;
    }

    private static int EndOfComment(string text, int start)
    {
        var end = text[start + 1] == '/' ? text.IndexOf('\n', start) : text.IndexOf("*/", start + 2, StringComparison.Ordinal);
        return end < 0 ? text.Length : text[start + 1] == '/' ? end : end + 1;
    }
}
