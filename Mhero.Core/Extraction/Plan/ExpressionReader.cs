using Hl7.Fhir.Model;
using Mhero.Core.Extraction.Expressions;

namespace Mhero.Core.Extraction.Plan;

/// <summary>Reads expressions out of extensions.</summary>
internal static class ExpressionReader
{
    /// <summary>The expression of a <c>valueString</c> or <c>valueExpression</c>; null, with an issue, when there is none that can be used.</summary>
    public static PlannedExpression? Read(DataType? value, string location, IssueLog issues)
    {
        switch (value)
        {
            case FhirString text:
                return PlannedExpression.Compile(text.JsonValue as string, location, issues);
            case Expression { LanguageElement.JsonValue: not "text/fhirpath" }:
                issues.Error(ExtractionCodes.NotSupported, location, "Only expressions in text/fhirpath are supported.");
                return null;
            case Expression expression:
                return PlannedExpression.Compile(expression.Expression_, location, issues);
            default:
                issues.Error(ExtractionCodes.MalformedExtension, location, "An expression is expected here, as valueString or valueExpression.");
                return null;
        }
    }
}
