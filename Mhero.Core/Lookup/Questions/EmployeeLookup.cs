using Hl7.Fhir.Model;
using Mhero.Core.Fhir;
using Mhero.Core.Mapping.Languages;
using Mhero.Core.Mapping.Profiles;

namespace Mhero.Core.Lookup.Questions;

/// <summary>Does this employee number exist, and does the last name agree? Yes or no, and nothing of the one whose number it is.</summary>
internal sealed class EmployeeLookup(FhirGateway fhir, IOptions<ContactMappingOptions> mapping) : ILookup
{
    private readonly string[] _systems = [.. mapping.Value.MappedFields.Values.Where(f => f.Element == ContactElement.Identifier).Select(f => f.System).OfType<string>().Distinct()];

    public LookupQuestion Question => LookupQuestion.Employee;

    public IReadOnlyList<string> Members { get; } = ["exists", "name_agrees"];

    public async Task<LookupAnswer> AnswerAsync(LookupRequest request, Caller caller, CancellationToken cancellationToken)
    {
        if ((LookupText.CheckNumber(request.Text, out var number) ?? LookupText.CheckName(request.LastName, out _)) is { } fault)
        {
            return LookupAnswer.NotValid(fault);
        }

        var systems = request.System is { } system ? [system] : _systems;
        var search = IdentifierSearch.For("Practitioner", systems, number).With("_elements", "id,meta,identifier,name");
        var found = (await fhir.SearchAsync(search, cancellationToken)).Matches.OfType<Practitioner>()
            .Where(p => IdentifierSearch.Has(p.Identifier, systems, number))
            .ToList();
        var agrees = found.Exists(p => Agrees(p, request.LastName!));
        return LookupAnswer.YesOrNo(agrees, ("exists", LookupAnswer.Word2(found.Count > 0)), ("name_agrees", LookupAnswer.Word2(agrees)));
    }

    /// <summary>A whole family name, or one of the parts of a double one, spelt as it is but for case, diacritics and hyphens.</summary>
    private static bool Agrees(Practitioner practitioner, string lastName)
    {
        var asked = NameWords.Split(lastName);
        var whole = string.Concat(asked);
        return practitioner.Name.Select(n => NameWords.Split(n.Family ?? n.Text?.Split(' ')[^1] ?? ""))
            .Any(family => family.Length > 0 && (string.Concat(family) == whole || (asked.Length == 1 && whole.Length > 2 && family.Contains(whole))));
    }
}
