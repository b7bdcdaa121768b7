namespace Mhero.Simulator.Engine.Expressions;

/// <summary>A text with expressions in it: <c>@contact.name</c>, <c>@(upper(contact.name))</c>, <c>@@</c> for an @.</summary>
internal sealed class Template
{
    private readonly List<(string? Text, Expression? Expression)> _parts = [];

    private Template()
    {
    }

    /// <summary>A template of a flow.</summary>
    /// <exception cref="FormatException">An expression cannot be parsed, or names what the simulator has not.</exception>
    public static Template Parse(string text) => Parse(text, roots: null);

    /// <param name="text">The template.</param>
    /// <param name="roots">The names with which a path may start; null for all that a flow knows.</param>
    /// <exception cref="FormatException">An expression cannot be parsed, or names something that the simulator does not support.</exception>
    public static Template Parse(string text, HashSet<string>? roots)
    {
        var template = new Template();
        var literal = new StringBuilder();
        for (var at = 0; at < text.Length; at++)
        {
            if (text[at] != '@' || at + 1 == text.Length)
            {
                literal.Append(text[at]);
                continue;
            }

            if (text[at + 1] == '@')
            {
                literal.Append('@');
                at++;
                continue;
            }

            var end = text[at + 1] == '(' ? EndOfExpression(text, at + 1) : EndOfName(text, at + 1);
            var inner = text[at + 1] == '(' ? text[(at + 2)..(end - 1)] : text[(at + 1)..end];
            if (end == at + 1 || (text[at + 1] != '(' && !IsRoot(inner, roots)))
            {
                // An e-mail address or a handle: not an expression.
                literal.Append('@');
                continue;
            }

            template.Add(literal);
            template._parts.Add((null, ExpressionParser.Parse(inner)));
            at = end - 1;
        }

        template.Add(literal);
        return template;
    }

    public string Evaluate(Scope scope)
    {
        if (_parts is [(string only, null)])
        {
            return only;
        }

        var text = new StringBuilder();
        foreach (var (literal, expression) in _parts)
        {
            text.Append(literal ?? XValue.ToText(expression!.Evaluate(scope)));
        }

        return text.ToString();
    }

    /// <summary>The value itself when the template is one expression and nothing else; otherwise its text.</summary>
    public object? EvaluateValue(Scope scope) => _parts is [(null, var expression)] ? expression!.Evaluate(scope) : Evaluate(scope);

    private void Add(StringBuilder literal)
    {
        if (literal.Length > 0)
        {
            _parts.Add((literal.ToString(), null));
            literal.Clear();
        }
    }

    private static bool IsRoot(string path, HashSet<string>? roots)
    {
        var dot = path.IndexOf('.', StringComparison.Ordinal);
        var root = dot < 0 ? path : path[..dot];
        return roots is not null ? roots.Contains(root) : Scope.OtherRoots.Contains(root) ? throw new FormatException($"'@{path}' is not supported") : Scope.Roots.Contains(root);
    }

    /// <summary>Names and dots; a dot that no name follows ends the sentence, not the path.</summary>
    private static int EndOfName(string text, int at)
    {
        while (at < text.Length && (char.IsLetterOrDigit(text[at]) || text[at] == '_'
            || (text[at] == '.' && at + 1 < text.Length && (char.IsLetterOrDigit(text[at + 1]) || text[at + 1] == '_'))))
        {
            at++;
        }

        return at;
    }

    private static int EndOfExpression(string text, int open)
    {
        var depth = 0;
        var quoted = false;
        for (var at = open; at < text.Length; at++)
        {
            switch (text[at])
            {
                case '\\' when quoted:
                    at++;
                    break;
                case '"':
                    quoted = !quoted;
                    break;
                case '(' when !quoted:
                    depth++;
                    break;
                case ')' when !quoted && --depth == 0:
                    return at + 1;
            }
        }

        throw new FormatException($"the expression '{text[open..]}' has no end");
    }
}
