using Hl7.Fhir.Model;
using Mhero.Core.Caching;
using Mhero.Core.Fhir;
using Mhero.Core.Messaging.Recipients;
using Mhero.Core.Reporting;

namespace Mhero.Core.Messaging.Reminders;

/// <summary>Finds who gets a reminder: of its audience those whose facility has not reported.</summary>
internal sealed class ReminderRecipientResolver(RecipientResolver resolver, FacilityReports reports, PractitionerCache linkedPractitioners, FhirGateway fhir)
{
    private const int OrganizationsPerSearch = 50;

    /// <summary>Finds them.</summary>
    /// <exception cref="Requests.MessageRefusedException">The audience cannot be found as it is named.</exception>
    /// <exception cref="FhirException">The registry cannot be read.</exception>
    /// <exception cref="RapidPro.RapidProException">RapidPro cannot be asked about a contact.</exception>
    public async Task<ResolvedRecipients> FindAsync(Reminder reminder, ReportPeriod period, CancellationToken cancellationToken)
    {
        var audience = await resolver.ResolveAsync(reminder.To, reminder.IsUrgent, cancellationToken);
        if (reminder.Forms is not { } forms)
        {
            return audience;
        }

        var reported = await ReportedAsync(forms, period, cancellationToken);
        var unplaced = audience.People.Where(p => p.Places.Count == 0).Select(p => p.Person).OfType<string>().ToList();
        var places = unplaced.Count > 0 ? await linkedPractitioners.FindSubjectsAsync(unplaced, ResponseSubject.Facility, cancellationToken) : [];
        var people = new List<Recipient>();
        var left = audience.LeftOut.ToList();
        foreach (var person in audience.People)
        {
            var own = person.Places.Count > 0 ? person.Places
                : person.Person is not null && places.TryGetValue(person.Person, out var place) ? [Relative(place)]
                : [];
            var open = own.Where(p => !reported.Contains(Relative(p))).ToList();
            if (open.Count > 0)
            {
                people.Add(person with { Places = open });
            }
            else
            {
                var label = person.Person ?? $"contact {person.Contact}";
                left.Add(own.Count == 0
                    ? new(label, MessagingCodes.NoFacility, "The registry has no workplace for the person.", "Reminder")
                    : new(label, MessagingCodes.HasReported, "The facility has reported.", "Reminder"));
            }
        }

        return audience with { People = people, LeftOut = left };
    }

    /// <summary>Locations that have reported, those too for which their own Organization did (the pairs of mCSD).</summary>
    private async Task<HashSet<string>> ReportedAsync(ReportForms forms, ReportPeriod period, CancellationToken cancellationToken)
    {
        var reported = new HashSet<string>(await reports.ReportedAsync(forms, period, cancellationToken), StringComparer.Ordinal);
        foreach (var some in reported.Where(r => r.StartsWith("Organization/", StringComparison.Ordinal)).Chunk(OrganizationsPerSearch))
        {
            var locations = new List<(string Location, string Organization)>();
            await foreach (var page in fhir.SearchPagesAsync(new FhirSearch("Location").WhereAny("organization", some), cancellationToken))
            {
                locations.AddRange(page.Matches.OfType<Location>().Where(l => l.ManagingOrganization?.Reference is not null)
                    .Select(l => ($"Location/{l.Id}", Relative(l.ManagingOrganization!.Reference!))));
            }

            // An Organization that runs several places has not reported for each of them.
            reported.UnionWith(locations.GroupBy(l => l.Organization).Where(g => g.Count() == 1).Select(g => g.First().Location));
        }

        return reported;
    }

    private static string Relative(string reference)
    {
        var (type, id, _) = ResourceLocation.Parse(reference);
        return $"{type}/{id}";
    }
}
