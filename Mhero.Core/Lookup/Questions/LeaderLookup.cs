using Hl7.Fhir.Model;
using Mhero.Core.Fhir;
using Mhero.Core.Lookup.Facilities;
using Mhero.Core.Mapping.Languages;
using Mhero.Core.Mapping.Profiles.Elements;

namespace Mhero.Core.Lookup.Questions;

/// <summary>Who leads this facility? The name, and never a number; for health workers whom the registry knows alone.</summary>
internal sealed class LeaderLookup(FhirGateway fhir, NamedFacility facilities, WorkerReader workers, IOptions<LookupOptions> options) : ILookup
{
    private const string DefaultLeader = "1342";

    /// <summary>The largest number of leaders whose names an answer contains.</summary>
    private const int MaxNames = 3;

    public LookupQuestion Question => LookupQuestion.Leader;

    public IReadOnlyList<string> Members { get; } = ["name", "role", "count", .. Facility.MemberNames];

    public async Task<LookupAnswer> AnswerAsync(LookupRequest request, Caller caller, CancellationToken cancellationToken)
    {
        if (caller.Worker is null)
        {
            return LookupAnswer.NotAllowed(LookupCodes.Stranger);
        }

        var (facility, answer) = await facilities.FindAsync(request, caller, cancellationToken);
        if (facility is null)
        {
            return answer!;
        }

        var leaders = await LeadersAsync(facility.Reference, cancellationToken);
        return leaders.Count == 0
            ? LookupAnswer.NotKnown() with { Members = LookupAnswer.Of(LookupAnswer.Unknown, null, facility.Members()).Members }
            : LookupAnswer.Of(
                LookupAnswer.Found,
                null,
                [
                    ("name", options.Value.TellLeaderNames ? string.Join(", ", leaders.Select(l => l.Name).OfType<string>().Take(MaxNames)) : null),
                    ("role", leaders[0].Role),
                    ("count", leaders.Count.ToString(CultureInfo.InvariantCulture)),
                    .. facility.Members(),
                ]);
    }

    /// <summary>The leaders of today, who began last first.</summary>
    private async Task<List<(string? Name, string? Role)>> LeadersAsync(string facility, CancellationToken cancellationToken)
    {
        var names = (options.Value.LeaderRoles.Count == 0 ? [DefaultLeader] : options.Value.LeaderRoles).Select(TextNormalizer.Fold).ToHashSet();
        var search = new FhirSearch("PractitionerRole").Where("location", facility).With("_include", "PractitionerRole:practitioner");
        var roles = new List<PractitionerRole>();
        var people = new Dictionary<string, Practitioner>();
        await foreach (var page in fhir.SearchPagesAsync(search, cancellationToken))
        {
            roles.AddRange(page.Matches.OfType<PractitionerRole>());
            foreach (var person in page.Included.OfType<Practitioner>())
            {
                people[$"Practitioner/{person.Id}"] = person;
            }
        }

        var today = workers.Today;
        return
        [
            .. roles.Where(r => r.ActiveElement?.JsonValue is not false && Periods.Covers(r.Period, today) && RoleNames.IsOneOf(r, names))
                .OrderByDescending(r => Periods.FirstDay(r.Period?.Start) ?? DateOnly.MinValue)
                .ThenBy(r => r.Id, StringComparer.Ordinal)
                .Select(r => (Role: r, Person: people.GetValueOrDefault(ResourceLocation.RelativeOf(r.Practitioner?.Reference) ?? "")))
                .Where(l => l.Person is not null && l.Person.ActiveElement?.JsonValue is not false)
                .DistinctBy(l => l.Person!.Id)
                .Select(l => (NameElement.Choose(l.Person!.Name, today) is { } name ? NameElement.Text(name) : null, RoleNames.Of(l.Role))),
        ];
    }
}
