using System.Text.RegularExpressions;
using Hl7.Fhir.Model;
using Mhero.Core.Fhir.Expressions;

namespace Mhero.Core.Extraction.Expressions;

/// <summary>A FHIRPath expression of a Questionnaire, compiled once.</summary>
internal sealed partial class PlannedExpression
{
    private readonly string _text;
    private readonly BoundedExpression _compiled;

    private PlannedExpression(string text, string location, BoundedExpression compiled)
    {
        _text = text;
        _compiled = compiled;
        Location = location;
    }

    /// <summary>Where in the Questionnaire it stands, as FHIRPath.</summary>
    public string Location { get; }

    /// <summary>Compiles an expression; null, with an issue, when it does not parse.</summary>
    public static PlannedExpression? Compile(string? text, string location, IssueLog issues)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            issues.Error(ExtractionCodes.MalformedExtension, location, "This element has no FHIRPath expression.");
            return null;
        }

        try
        {
            var compiled = BoundedExpression.Compile(text);
            if (Clock().IsMatch(text))
            {
                issues.Warn(ExtractionCodes.ClockUsed, location, "now(), today() and timeOfDay() give another result each time the response is extracted: use %resource.authored.");
            }

            return new PlannedExpression(text, location, compiled);
        }
        catch (ExpressionTooCostlyException limit)
        {
            issues.Error(ExtractionCodes.LimitExceeded, location, $"The expression is too large and was not used. {limit.Message} Divide or simplify it.");
            return null;
        }
        catch (Exception fault) when (fault is not OutOfMemoryException and not OperationCanceledException)
        {
            // The parser's message gives the column, and contains nothing but parts of the Questionnaire.
            issues.Error(ExtractionCodes.ExpressionNotParsed, location, $"This is not a FHIRPath expression: {fault.Message.ReplaceLineEndings(" ")}");
            return null;
        }
    }

    /// <summary>Evaluates to the selected nodes; null, with an issue, when it failed.</summary>
    public List<PocoNode>? Evaluate(Scope scope, IssueLog issues)
    {
        try
        {
            // Evaluated here and not where it is read: results are lazy, and so are failures.
            return _compiled.Evaluate(scope.Focus, scope.Context, scope.Meter);
        }
        catch (Exception fault) when (fault is not OperationCanceledException && scope.Meter.Exceeded is not null)
        {
            issues.Error(ExtractionCodes.LimitExceeded, Location, $"The evaluation of the expression was ended. {scope.Meter.Exceeded} Simplify it.");
            return null;
        }
        catch (Exception fault) when (fault is not OutOfMemoryException and not OperationCanceledException)
        {
            // Its message may quote an answer, unless it names a symbol.
            var symbol = Symbol().Match(fault.Message) is { Success: true } match ? match.Groups[1].Value : null;
            if (symbol is not null && _text.Contains('%' + symbol, StringComparison.Ordinal))
            {
                issues.Error(ExtractionCodes.UnknownVariable, Location, $"The variable %{symbol} does not exist here: %resource, %context, %questionnaire, %qitem, allocated ids and named contexts around it are known.");
            }
            else
            {
                var cause = symbol is null ? fault.GetType().Name : $"'{symbol}' is unknown";
                issues.Error(ExtractionCodes.ExpressionFailed, Location, $"The expression failed on this response ({cause}).");
            }

            return null;
        }
    }

    /// <summary>The selected values that are not empty; null, with an issue, when it failed.</summary>
    public List<Base>? Values(Scope scope, IssueLog issues)
    {
        if (Evaluate(scope, issues) is not { } nodes)
        {
            return null;
        }

        var values = new List<Base>(nodes.Count);
        foreach (var node in nodes)
        {
            if (Answers.SaysNothing(node.Poco, out var keptAsText))
            {
                if (keptAsText)
                {
                    issues.Warn(ExtractionCodes.AnswerNotCarried, Location, "The response keeps an answer as text, since it is not a value of the item's type; it was not carried over.");
                }
            }
            else
            {
                values.Add(node.Poco);
            }
        }

        return values;
    }

    /// <summary>The first value as text; null when there is none.</summary>
    public string? Text(Scope scope, IssueLog issues)
    {
        if (Values(scope, issues) is not { Count: > 0 } values)
        {
            return null;
        }

        if (values.Count > 1)
        {
            issues.Warn(ExtractionCodes.SeveralValues, Location, $"The expression selects {values.Count} values where one is needed; the first was taken.");
        }

        if (Coercion.To(values[0], typeof(FhirString)) is FhirString { JsonValue: string found })
        {
            return found;
        }

        issues.Error(ExtractionCodes.WrongType, Location, $"The expression selects a {Coercion.NameOf(values[0])}, which is not a text.");
        return null;
    }

    [GeneratedRegex(@"\b(?:now|today|timeOfDay)\s*\(\s*\)")]
    private static partial Regex Clock();

    [GeneratedRegex("Unknown symbol '([^']*)'")]
    private static partial Regex Symbol();
}
