using Hl7.Fhir.FhirPath;
using Hl7.Fhir.Model;
using Mhero.Core.Fhir.Expressions;

namespace Mhero.Core.Extraction.Expressions;

/// <summary>What an expression sees: its context, and the variables around it. Immutable.</summary>
/// <param name="Focus">The context (<c>%context</c>).</param>
/// <param name="Context">The response (<c>%resource</c>) and the variables.</param>
/// <param name="Meter">The budget of all expressions of the extraction.</param>
internal sealed record Scope(PocoNode Focus, FhirEvaluationContext Context, ExpressionMeter Meter)
{
    /// <summary>The scope of expressions on the Questionnaire itself.</summary>
    public static Scope Of(PocoNode response, PocoNode questionnaire, ExpressionMeter meter) =>
        new(response, ContextOf(response, [new("questionnaire", [questionnaire])]), meter);

    /// <summary>The unit of the Questionnaire item that the scope belongs to; null when it has none.</summary>
    public Coding? Unit => Context.Environment.TryGetValue("qitem", out var item) && item.FirstOrDefault()?.Poco is IExtendable extended
        ? extended.GetExtensionValue<Coding>(SdcExtensions.Unit)
        : null;

    public Scope At(PocoNode focus) => this with { Focus = focus };

    public Scope With(string name, params IReadOnlyList<PocoNode> values) =>
        this with { Context = ContextOf(Context.Resource!, [.. Context.Environment.Where(variable => variable.Key != name), new(name, values)]) };

    private static FhirEvaluationContext ContextOf(PocoNode response, IEnumerable<KeyValuePair<string, IEnumerable<PocoNode>>> variables)
    {
        var context = new FhirEvaluationContext { Resource = response, RootResource = response };
        foreach (var (name, values) in variables)
        {
            context.Environment[name] = values;
        }

        return context;
    }
}
