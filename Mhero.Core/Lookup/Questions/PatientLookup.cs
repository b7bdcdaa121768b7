using Hl7.Fhir.Model;
using Mhero.Core.Fhir;

namespace Mhero.Core.Lookup.Questions;

/// <summary>
/// Is there a patient with this identifier? Yes or no, and nothing of the patient; for health workers whom the registry
/// knows alone, since being a patient somewhere may be a secret.
/// </summary>
internal sealed class PatientLookup(FhirGateway fhir, IOptions<LookupOptions> options) : ILookup
{
    public LookupQuestion Question => LookupQuestion.Patient;

    public IReadOnlyList<string> Members { get; } = [];

    public async Task<LookupAnswer> AnswerAsync(LookupRequest request, Caller caller, CancellationToken cancellationToken)
    {
        if (caller.Worker is null)
        {
            return LookupAnswer.NotAllowed(LookupCodes.Stranger);
        }

        if (LookupText.CheckNumber(request.Text, out var number) is { } fault)
        {
            return LookupAnswer.NotValid(fault);
        }

        var systems = request.System is { } system ? [system] : options.Value.PatientSystems;
        var search = IdentifierSearch.For("Patient", systems, number).With("_elements", "id,meta,identifier,active");
        var page = await fhir.SearchAsync(search, cancellationToken);
        return LookupAnswer.YesOrNo(page.Matches.OfType<Patient>().Any(
            p => p.ActiveElement?.JsonValue is not false && IdentifierSearch.Has(p.Identifier, systems, number)));
    }
}
