using Hl7.Fhir.Model;
using Mhero.Core.Mapping.Places;

namespace Mhero.Core.Mapping.Profiles.Elements;

/// <summary>A worker as one day sees him: the person, and the role that counts.</summary>
internal class WorkerView
{
    public WorkerView(HealthWorker worker, PlaceIndex places, DateOnly today)
    {
        Person = worker.Person;
        Roles = worker.Roles;
        Places = places;
        Today = today;
        PrimaryRole = PrimaryOf(worker.Roles, today);
    }

    public DomainResource Person { get; protected set; }

    public IReadOnlyList<PractitionerRole> Roles { get; }

    public PractitionerRole? PrimaryRole { get; protected set; }

    public PlaceIndex Places { get; }

    public DateOnly Today { get; }

    /// <summary>Of the active roles whose period covers the day, the one that began last; then the first by id.</summary>
    public static PractitionerRole? PrimaryOf(IEnumerable<PractitionerRole> roles, DateOnly today)
    {
        PractitionerRole? best = null;
        foreach (var role in roles)
        {
            if (role.Active != false && Periods.Covers(role.Period, today) && (best is null || Precedes(role, best)))
            {
                best = role;
            }
        }

        return best;
    }

    private static bool Precedes(PractitionerRole role, PractitionerRole other)
    {
        var byStart = Start(role).CompareTo(Start(other));
        return byStart != 0 ? byStart > 0 : string.CompareOrdinal(role.Id, other.Id) < 0;
    }

    private static DateOnly Start(PractitionerRole role) => Periods.FirstDay(role.Period?.Start) ?? DateOnly.MinValue;
}
