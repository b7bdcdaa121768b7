using Hl7.Fhir.FhirPath;
using Hl7.Fhir.Model;
using Mhero.Core.Fhir.Expressions;
using Mhero.Core.Mapping.Issues;
using Mhero.Core.Mapping.Languages;

namespace Mhero.Core.Mapping.Profiles.Elements;

/// <summary>
/// Binds a field to a FHIRPath expression over the person or the primary role; compiled once. A value can be written where
/// the expression selects exactly one primitive that exists.
/// </summary>
internal sealed class FhirPathBinding : FieldBinding
{
    private readonly BoundedExpression _expression;
    private readonly string _source;

    public FhirPathBinding(string key, ContactFieldMap map)
        : base(key, map)
    {
        _expression = BoundedExpression.Compile(map.Expression!);
        _source = map.Resource.ToString();
    }

    /// <summary>The fault of an expression; null when it compiles.</summary>
    public static string? FaultOf(string expression)
    {
        try
        {
            BoundedExpression.Compile(expression);
            return null;
        }
        catch (Exception fault) when (fault is FormatException or ArgumentException or InvalidOperationException or NotSupportedException or ExpressionTooCostlyException)
        {
            return fault.Message;
        }
    }

    public override string? Read(WorkerView view, IssueCollector issues, out bool unknown)
    {
        unknown = Map.Resource == FhirPathResource.PractitionerRole && view.Person is not Practitioner;
        var resource = Map.Resource == FhirPathResource.PractitionerRole ? view.PrimaryRole : view.Person;
        if (resource is null)
        {
            return null;
        }

        if (Select(resource) is not { } selected)
        {
            unknown = true;
            issues.Warn(MappingCodes.FhirPathNotText, _source, $"The expression of contact field '{Key}' failed on this resource.");
            return null;
        }

        if (selected.Count > 1)
        {
            issues.Inform(MappingCodes.FhirPathSeveral, _source, $"The expression of contact field '{Key}' selects {selected.Count} values; the first was taken.");
        }

        if (selected.Count == 0)
        {
            return null;
        }

        if (TextOf(selected[0]) is { } text)
        {
            return FieldTypes.ToNeutral(Map.Type, text);
        }

        issues.Warn(MappingCodes.FhirPathNotText, _source, $"The expression of contact field '{Key}' selects a {selected[0].TypeName}, which has no text form; select a part of it.");
        return null;
    }

    public override void Write(WorkerDraft draft, string? value, IssueCollector issues)
    {
        if (Read(draft, IssueCollector.Ignored, out _) == value)
        {
            return;
        }

        var isRole = Map.Resource == FhirPathResource.PractitionerRole;
        var resource = isRole ? draft.PrimaryRole : draft.Person;
        if (value is null || resource is null || Single(resource) is not { } primitive || Parse(primitive, value) is not { } parsed)
        {
            NotWritable(issues);
            return;
        }

        var edited = isRole ? draft.EditRole(_source, issues) : draft.EditPerson();
        Single(edited!)!.JsonValue = parsed;
    }

    private static string? TextOf(Base value) => TextNormalizer.Clean(value switch
    {
        PrimitiveType { JsonValue: bool flag } => flag ? "true" : "false",
        PrimitiveType primitive => Convert.ToString(primitive.JsonValue, CultureInfo.InvariantCulture),
        Coding coding => coding.Display ?? coding.Code,
        CodeableConcept concept => concept.Text ?? concept.Coding.Select(c => c.Display ?? c.Code).FirstOrDefault(t => t is not null),
        HumanName name => NameElement.Text(name),
        Identifier identifier => identifier.Value,
        ContactPoint point => point.Value,
        ResourceReference reference => reference.Display,
        _ => null,
    });

    /// <summary>The value in the primitive's own JSON type, or null when the primitive cannot hold it.</summary>
    private static object? Parse(PrimitiveType primitive, string value)
    {
        object? parsed = primitive.JsonValue switch
        {
            bool => bool.TryParse(value, out var flag) ? flag : null,
            int => int.TryParse(value, CultureInfo.InvariantCulture, out var number) ? number : null,
            decimal => decimal.TryParse(value, CultureInfo.InvariantCulture, out var number) ? number : null,
            string => value,
            _ => null,
        };
        if (parsed is null)
        {
            return null;
        }

        var trial = (PrimitiveType)primitive.DeepCopy();
        trial.JsonValue = parsed;
        return trial.HasValidValue() ? parsed : null;
    }

    private void NotWritable(IssueCollector issues) =>
        issues.Warn(MappingCodes.FhirPathNotWritable, Path, "The expression does not select exactly one existing value that can hold this one; the registry keeps its value.");

    private PrimitiveType? Single(DomainResource resource) =>
        Select(resource) is [PrimitiveType { JsonValue: not null } primitive] && !primitive.TypeName.StartsWith("System.", StringComparison.Ordinal)
            ? primitive
            : null;

    private List<Base>? Select(DomainResource resource)
    {
        try
        {
            var node = resource.ToPocoNode();
            var meter = new ExpressionMeter(ExpressionMeter.DefaultSteps, ExpressionMeter.DefaultSteps, CancellationToken.None, CancellationToken.None);
            return _expression.Evaluate(node, new FhirEvaluationContext { Resource = node, RootResource = node }, meter).Select(n => n.Poco).ToList();
        }
        catch (Exception fault) when (fault is InvalidOperationException or ArgumentException or FormatException or InvalidCastException or NotSupportedException or ExpressionTooCostlyException or System.Text.RegularExpressions.RegexMatchTimeoutException)
        {
            return null;
        }
    }
}
