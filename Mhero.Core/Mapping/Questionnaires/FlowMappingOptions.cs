namespace Mhero.Core.Mapping.Questionnaires;

/// <summary>How flows become Questionnaires; section <c>Mhero:Flows</c>.</summary>
public sealed class FlowMappingOptions
{
    /// <summary>The configuration section.</summary>
    public const string SectionName = "Mhero:Flows";

    /// <summary>The base of the canonical addresses of Questionnaires and their code systems, without a slash at the end.</summary>
    /// <value>The default is <c>http://mhero.org/fhir</c>. A change makes new Questionnaires; the old ones stay.</value>
    public string CanonicalBase { get; set; } = "http://mhero.org/fhir";

    /// <summary>Whether every number all of whose bounds are whole is asked for as an integer.</summary>
    /// <value>
    /// The default is false: only counts are, which begin at 0 or 1 and name no unit of a measure in the question. A temperature
    /// between 35 and 42 may well be 37.5. A flow that rounds the answer itself (<c>@(round(input.text))</c>) has integers whatever this setting.
    /// </value>
    public bool WholeNumbers { get; set; }

    /// <summary>Checks the settings.</summary>
    /// <returns>Every fault at once, each with the setting's name as an environment variable has it; empty when all is well.</returns>
    public IReadOnlyList<string> Validate() =>
        Uri.TryCreate(CanonicalBase, UriKind.Absolute, out var address)
        && address.Scheme is "http" or "https"
        && address is { Query.Length: 0, Fragment.Length: 0 }
        && !CanonicalBase.EndsWith('/')
        && !CanonicalBase.AsSpan().ContainsAny(" |")
            ? []
            : ["Mhero__Flows__CanonicalBase must be an http or https address without a query, a fragment or a slash at the end, such as http://mhero.org/fhir."];

    /// <summary>The canonical address of the Questionnaire that mHero makes of a flow, without a version.</summary>
    /// <param name="flow">The flow's UUID.</param>
    public string QuestionnaireUrl(Guid flow) => $"{CanonicalBase}/Questionnaire/{flow}";

    /// <summary>The code system of a question's options in the Questionnaire that mHero makes of a flow.</summary>
    /// <param name="flow">The flow's UUID.</param>
    /// <param name="linkId">The question's linkId, which is the result's key.</param>
    public string CodeSystem(Guid flow, string linkId) => $"{CanonicalBase}/CodeSystem/{flow}.{linkId}";
}
