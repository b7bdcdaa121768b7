namespace Mhero.Simulator.Engine.Expressions;

/// <summary>Parses what stands between <c>@(</c> and <c>)</c>, with the precedence that RapidPro's grammar has.</summary>
internal sealed class ExpressionParser
{
    /// <summary>From the loosest to the tightest.</summary>
    private static readonly string[][] Levels = [["&"], ["=", "!="], ["<=", "<", ">=", ">"], ["+", "-"], ["*", "/"], ["^"]];
    private static readonly string[] TwoLetters = ["!=", "<=", ">=", "=>"];

    private readonly List<(char Kind, string Text)> _tokens;
    private int _at;

    private ExpressionParser(string text)
    {
        _tokens = Tokens(text);
    }

    /// <exception cref="FormatException">It cannot be parsed, or names what the simulator has not.</exception>
    public static Expression Parse(string text)
    {
        var parser = new ExpressionParser(text);
        var expression = parser.Level(0);
        return parser.Kind == '$' ? expression : throw new FormatException($"the expression '{text}' is not understood at '{parser._tokens[parser._at].Text}'");
    }

    private char Kind => _tokens[_at].Kind;

    private string Text => _tokens[_at].Text;

    private Expression Level(int level)
    {
        if (level == Levels.Length)
        {
            return Unary();
        }

        var left = Level(level + 1);
        while (Kind == 'o' && Levels[level].Contains(Text))
        {
            var op = _tokens[_at++].Text;
            left = new Expression.Binary(op, left, Level(level + 1));
        }

        return left;
    }

    private Expression Unary()
    {
        if (Kind == 'o' && Text == "-")
        {
            _at++;
            return new Expression.Negation(Unary());
        }

        return Postfix(Atom());
    }

    private Expression Atom()
    {
        var (kind, text) = _tokens[_at++];
        switch (kind)
        {
            case 't':
                return new Expression.Literal(text);
            case 'n':
                return new Expression.Literal(decimal.Parse(text, CultureInfo.InvariantCulture));
            case '(':
                var inner = Level(0);
                Take(')');
                return inner;
            case 'w':
                return Name(text);
            default:
                throw new FormatException($"the expression is not understood at '{text}'");
        }
    }

    private Expression Name(string text)
    {
        var name = text.ToLowerInvariant();
        switch (name)
        {
            case "true":
                return new Expression.Literal(true);
            case "false":
                return new Expression.Literal(false);
            case "null":
                return new Expression.Literal(null);
        }

        if (Kind == '(')
        {
            return Functions.Exists(name) ? new Expression.FunctionName(name) : throw new FormatException($"the function '{name}' is not supported");
        }

        return Scope.Roots.Contains(name) ? new Expression.Root(name)
            : Functions.Exists(name) ? new Expression.FunctionName(name)
            : throw new FormatException($"'{name}' in an expression is not supported");
    }

    private Expression Postfix(Expression expression)
    {
        while (true)
        {
            switch (Kind)
            {
                case '.':
                    _at++;
                    var (kind, name) = _tokens[_at++];
                    expression = kind is 'w' or 'n' ? new Expression.Member(expression, new Expression.Literal(name)) : throw new FormatException($"a name is missing before '{name}'");
                    break;
                case '[':
                    _at++;
                    expression = new Expression.Member(expression, Level(0));
                    Take(']');
                    break;
                case '(' when expression is Expression.FunctionName function:
                    expression = new Expression.Call(function.Name, Arguments());
                    break;
                default:
                    return expression;
            }
        }
    }

    private List<Expression> Arguments()
    {
        var arguments = new List<Expression>();
        Take('(');
        while (Kind != ')')
        {
            arguments.Add(Level(0));
            if (Kind != ')')
            {
                Take(',');
            }
        }

        Take(')');
        return arguments;
    }

    private void Take(char kind)
    {
        if (_tokens[_at++].Kind != kind)
        {
            throw new FormatException($"'{kind}' is missing in an expression");
        }
    }

    private static List<(char Kind, string Text)> Tokens(string text)
    {
        var tokens = new List<(char, string)>();
        var at = 0;
        while (at < text.Length)
        {
            var start = at;
            var c = text[at];
            if (char.IsWhiteSpace(c))
            {
                at++;
            }
            else if (c == '"')
            {
                tokens.Add(('t', Literal(text, ref at)));
            }
            else if (char.IsAsciiDigit(c))
            {
                // After a dot a number is an index: results.0.1 has no decimals.
                var decimals = tokens is not [.., ('.', _)];
                while (at < text.Length && (char.IsAsciiDigit(text[at]) || (decimals && text[at] == '.' && at + 1 < text.Length && char.IsAsciiDigit(text[at + 1]))))
                {
                    at++;
                }

                tokens.Add(('n', text[start..at]));
            }
            else if (char.IsLetter(c) || c == '_')
            {
                while (at < text.Length && (char.IsLetterOrDigit(text[at]) || text[at] == '_'))
                {
                    at++;
                }

                tokens.Add(('w', text[start..at]));
            }
            else if ("().,[]".Contains(c, StringComparison.Ordinal))
            {
                at++;
                tokens.Add((c, c.ToString()));
            }
            else
            {
                var op = at + 1 < text.Length && TwoLetters.Contains(text.Substring(at, 2)) ? text.Substring(at, 2) : c.ToString();
                at += op.Length;
                if (op == "=>")
                {
                    throw new FormatException("anonymous functions are not supported");
                }

                tokens.Add((op.Length == 2 || "+-*/^=<>&".Contains(c, StringComparison.Ordinal) ? 'o' : '?', op));
            }
        }

        tokens.Add(('$', "the end"));
        return tokens;
    }

    private static string Literal(string text, ref int at)
    {
        var literal = new StringBuilder();
        for (at++; at < text.Length; at++)
        {
            if (text[at] == '"')
            {
                at++;
                return literal.ToString();
            }

            if (text[at] != '\\' || at + 1 == text.Length)
            {
                literal.Append(text[at]);
                continue;
            }

            at++;
            literal.Append(text[at] switch { 'n' => '\n', 't' => '\t', 'r' => '\r', var other => other });
        }

        throw new FormatException("a text in an expression has no end");
    }
}
