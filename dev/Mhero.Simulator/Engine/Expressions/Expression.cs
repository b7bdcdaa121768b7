namespace Mhero.Simulator.Engine.Expressions;

/// <summary>A parsed expression.</summary>
internal abstract record Expression
{
    public abstract object? Evaluate(Scope scope);

    public sealed record Literal(object? Value) : Expression
    {
        public override object? Evaluate(Scope scope) => Value;
    }

    public sealed record Root(string Name) : Expression
    {
        public override object? Evaluate(Scope scope) => scope.Root(Name);
    }

    public sealed record FunctionName(string Name) : Expression
    {
        public override object? Evaluate(Scope scope) => new XFunction(Name);
    }

    public sealed record Member(Expression Container, Expression Key) : Expression
    {
        public override object? Evaluate(Scope scope)
        {
            var (container, key) = (Container.Evaluate(scope), Key.Evaluate(scope));
            switch (container)
            {
                case XError:
                    return container;
                case null:
                    return new XError("null doesn't support lookups");
                case XObject x:
                    var name = XValue.ToText(key);
                    return x.TryGet(name, out var value) ? value : new XError($"object has no property '{name}'");
                case List<object?> items:
                    if (XValue.ToNumber(key) is not decimal number)
                    {
                        return new XError("an array is looked up by a number");
                    }

                    var index = (int)number < 0 ? items.Count + (int)number : (int)number;
                    return index >= 0 && index < items.Count ? items[index] : new XError($"index {number} out of range for {items.Count} items");
                default:
                    return new XError($"{XValue.ToText(container)} doesn't support lookups");
            }
        }
    }

    public sealed record Call(string Name, IReadOnlyList<Expression> Arguments) : Expression
    {
        public override object? Evaluate(Scope scope) => Functions.Call(Name, [.. Arguments.Select(a => a.Evaluate(scope))], scope);
    }

    public sealed record Negation(Expression Of) : Expression
    {
        public override object? Evaluate(Scope scope) => XValue.ToNumber(Of.Evaluate(scope)) is decimal number ? -number : new XError("not a number");
    }

    public sealed record Binary(string Operator, Expression Left, Expression Right) : Expression
    {
        public override object? Evaluate(Scope scope)
        {
            var (left, right) = (Left.Evaluate(scope), Right.Evaluate(scope));
            if (left is XError || right is XError)
            {
                return left as XError ?? right;
            }

            switch (Operator)
            {
                case "&":
                    return XValue.ToText(left) + XValue.ToText(right);
                case "=":
                    return XValue.ToText(left) == XValue.ToText(right);
                case "!=":
                    return XValue.ToText(left) != XValue.ToText(right);
            }

            return (XValue.ToNumber(left), XValue.ToNumber(right)) switch
            {
                (XError error, _) => error,
                (_, XError error) => error,
                var (a, b) => Compute((decimal)a, (decimal)b),
            };
        }

        private object Compute(decimal a, decimal b)
        {
            try
            {
                return Operator switch
                {
                    "+" => a + b,
                    "-" => a - b,
                    "*" => a * b,
                    "/" => b == 0 ? new XError("division by zero") : a / b,
                    "^" => (decimal)Math.Pow((double)a, (double)b),
                    "<" => a < b,
                    "<=" => a <= b,
                    ">" => a > b,
                    _ => a >= b,
                };
            }
            catch (OverflowException)
            {
                return new XError("number out of range");
            }
        }
    }
}
