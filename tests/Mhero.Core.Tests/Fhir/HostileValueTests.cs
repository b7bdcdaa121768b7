using Hl7.Fhir.Model;
using Mhero.Core.Fhir;
using Mhero.Core.Lookup;
using Mhero.Core.Lookup.Facilities;
using Mhero.Core.Lookup.Questions;
using Mhero.Core.Mapping.Places;
using Mhero.Core.Mapping.Profiles;
using Mhero.Core.Mapping.Profiles.Elements;
using Mhero.Core.Messaging.OptOut;
using Mhero.Core.Messaging.Recipients;
using Mhero.Core.Messaging.Reminders;
using Mhero.Core.Messaging.Requests;
using Mhero.Core.Sync.Groups;
using Mhero.Core.Sync.Groups.Rules;
using Microsoft.Extensions.Time.Testing;

namespace Mhero.Core.Tests.Fhir;

/// <summary>
/// A record of another system may hold a value of another type or shape at any place. Each place of each sample gets each wrong value, in
/// a page with a good record; the page has to be read, and the record must not make a mapping throw.
/// </summary>
public sealed class HostileValueTests
{
    private static readonly DateOnly Today = new(2026, 5, 4);

    private static readonly string[] WrongValues =
    [
        "\"garbage\"", "\"\"", "\"true\"", "\"1\"", "17", "1.5", "true", "null", "{}", "[]", "[null]", "[\"x\"]", "[[\"x\"]]", "[{}]", "[{\"x\":1}]", "{\"x\":{\"y\":[1]}}",
        "\"2026-13-45\"", "\"01/02/2020\"", "\"9999-12-31\"", "\"0001-01-01\"", "\"https://\"", "\"Practitioner/\"",
    ];

    public static TheoryData<string> Samples => new(
        """
        {"resourceType":"Practitioner","id":"p","meta":{"versionId":"1","lastUpdated":"2026-01-01T00:00:00Z","tag":[{"system":"s","code":"c"}]},"active":true,
         "identifier":[{"use":"official","system":"http://example.org/id","value":"1","type":{"coding":[{"system":"s","code":"c"}]},"period":{"start":"2020"}}],
         "name":[{"use":"official","family":"Uwase","given":["Alice"],"text":"Alice Uwase","period":{"start":"2020-01-01"}}],"gender":"female","birthDate":"1980-01-01",
         "telecom":[{"system":"phone","use":"mobile","rank":1,"value":"+250788000101","period":{"start":"2020-01-01","end":"2030-01-01"}}],
         "communication":[{"coding":[{"system":"urn:ietf:bcp:47","code":"rw"}],"text":"Kinyarwanda"}],"qualification":[{"code":{"text":"x"}}],
         "extension":[{"url":"http://example.org/e","valueString":"x"}]}
        """,
        """
        {"resourceType":"PractitionerRole","id":"r","active":true,"period":{"start":"2020-01-01","end":"2030-01-01"},"practitioner":{"reference":"Practitioner/p"},
         "organization":{"reference":"Organization/o"},"code":[{"coding":[{"system":"http://example.org/cadre","code":"2221","display":"Nurse"}],"text":"Nurse"}],
         "specialty":[{"coding":[{"system":"http://example.org/specialty","code":"1","display":"Malaria"}]}],"location":[{"reference":"Location/l","display":"Kacyiru"}],
         "telecom":[{"system":"phone","value":"+250788000101"}]}
        """,
        """
        {"resourceType":"Location","id":"l","status":"active","name":"Kacyiru","alias":["Kacyiru HC"],"identifier":[{"system":"s","value":"12"}],"mode":"instance",
         "type":[{"coding":[{"system":"s","code":"facility"}]}],"physicalType":{"coding":[{"system":"s","code":"jdn"}]},"partOf":{"reference":"Location/d"},
         "managingOrganization":{"reference":"Organization/o"},"position":{"longitude":1.0,"latitude":2.0}}
        """,
        """
        {"resourceType":"Organization","id":"o","active":true,"name":"Kacyiru","alias":["HC"],"identifier":[{"system":"s","value":"12"}],
         "type":[{"coding":[{"system":"s","code":"facility"}]}],"partOf":{"reference":"Organization/d"}}
        """,
        """
        {"resourceType":"Group","id":"g","active":true,"type":"practitioner","actual":true,"name":"Nurses","identifier":[{"system":"s","value":"v"}],
         "member":[{"entity":{"reference":"Practitioner/p"},"inactive":false,"period":{"start":"2020"}}]}
        """,
        """
        {"resourceType":"CareTeam","id":"c","status":"active","participant":[{"member":{"reference":"Practitioner/p"},"period":{"start":"2020"}}]}
        """,
        """
        {"resourceType":"Person","id":"n","active":true,"name":[{"family":"Uwase","given":["Alice"]}],"telecom":[{"system":"phone","value":"+250788000101"}],
         "link":[{"target":{"reference":"Practitioner/p"},"assurance":"level3"}]}
        """,
        """
        {"resourceType":"Patient","id":"t","active":true,"name":[{"family":"Uwase","given":["Alice"]}],"telecom":[{"system":"phone","value":"+250788000101"}],
         "communication":[{"language":{"coding":[{"system":"urn:ietf:bcp:47","code":"rw"}]},"preferred":true}],"deceasedBoolean":false}
        """,
        """
        {"resourceType":"Flag","id":"f","status":"active","identifier":[{"system":"s","value":"v"}],"code":{"coding":[{"system":"s","code":"c"}]},
         "subject":{"reference":"Practitioner/p"},"period":{"start":"2026-01-01T00:00:00Z","end":"2027-01-01T00:00:00Z"}}
        """,
        """
        {"resourceType":"CommunicationRequest","id":"q","status":"active","priority":"routine","identifier":[{"system":"s","value":"v"}],"recipient":[{"reference":"Practitioner/p"}],
         "payload":[{"contentString":"Hello"}],"occurrencePeriod":{"start":"2026-01-01T00:00:00Z","end":"2027-01-01T00:00:00Z"},
         "extension":[{"url":"http://mhero.org/fhir/StructureDefinition/reminder","extension":[{"url":"timeZone","valueString":"Africa/Kigali"},{"url":"previous","valueBoolean":true}]}]}
        """);

    [Theory]
    [MemberData(nameof(Samples))]
    public void Map_WrongValueAnywhere_NeverThrows(string sample)
    {
        var failures = new List<string>();
        var uses = Uses.ToList();
        foreach (var (place, value, text) in Spoilt(sample))
        {
            Bundle page;
            try
            {
                page = (Bundle)FhirJson.Parse(Encoding.UTF8.GetBytes("{\"resourceType\":\"Bundle\",\"type\":\"searchset\",\"entry\":[{\"resource\":" + text + "},{\"resource\":{\"resourceType\":\"Practitioner\",\"id\":\"good\"}}]}"));
                if (page.Entry.Count != 2 || page.Entry[1].Resource is not Practitioner { Id: "good" })
                {
                    failures.Add($"{place} = {value}: the page lost the good record");
                    continue;
                }
            }
            catch (Exception fault)
            {
                failures.Add($"{place} = {value}: page: {fault.GetType().Name} {fault.Message}");
                continue;
            }

            foreach (var (name, use) in uses)
            {
                try
                {
                    if (page.Entry[0].Resource is { } resource)
                    {
                        use(resource);
                    }
                }
                catch (Exception fault)
                {
                    failures.Add($"{place} = {value}: {name}: {fault.GetType().Name} {fault.Message} {fault.StackTrace?.Split('\n').FirstOrDefault(l => l.Contains("Mhero.Core.", StringComparison.Ordinal))}");
                }
            }
        }

        Assert.True(failures.Count == 0, $"{failures.Count} failures\n{string.Join('\n', failures.Take(60))}");
    }

    private static IEnumerable<(string Name, Action<Resource> Use)> Uses
    {
        get
        {
            var toProfile = new WorkerToProfile(Mapping());
            var factory = new PossibleRecipientFactory(toProfile, new FakeTimeProvider());
            var rules = new GroupRules(Options(), Mapping());
            var good = new Practitioner { Id = "p" };
            yield return ("profile", r => _ = r switch
            {
                PractitionerRole role => toProfile.Map(new(new HealthWorker(good, [role]), PlaceIndex.Empty, Today)).Value,
                Practitioner or Person or Patient => toProfile.Map(new(new HealthWorker((DomainResource)r, []), PlaceIndex.Empty, Today)).Value,
                _ => null,
            });
            yield return ("profile with place", r => toProfile.Map(new(new HealthWorker(good, [Role()]), IndexOf(r), Today)));
            yield return ("rules", r => rules.Of("Practitioner/p", [r as PractitionerRole ?? Role()], IndexOf(r), Today, []));
            yield return ("places of rules", r => _ = RuleValues.PlacesOf(r as PractitionerRole ?? Role(), IndexOf(r)).ToList());
            yield return ("turns", r => Periods.NextTurn((r as PractitionerRole)?.Period, Today));
            yield return ("facilities", r =>
            {
                if (r is Location location)
                {
                    var list = new FacilityList(new PlaceNames(new PlaceIndex([location, new Location { Id = "d", Name = "Gasabo" }]), isWhole: true), new LookupOptions(), "jdn");
                    list.Find("Kacyiru");
                    FacilityReader.Read(location, IndexOf(r), new LookupOptions(), "jdn");
                    IndexOf(r).ByText("Kacyiru");
                }
            }
            );
            yield return ("role names", r =>
            {
                RoleNames.Of(r as PractitionerRole);
                if (r is PractitionerRole role)
                {
                    RoleNames.IsOneOf(role, new HashSet<string> { "nurse" });
                }
            }
            );
            yield return ("recipients", r =>
            {
                using var stub = new HttpClient();
                using var gateway = new FhirGateway(stub, new FhirOptions { BaseUrl = new Uri("http://localhost/fhir") }, TimeProvider.System, Microsoft.Extensions.Logging.Abstractions.NullLogger<FhirGateway>.Instance, null);
                _ = new ReferenceExpander(gateway, factory, new FakeTimeProvider()).Take(r, new RecipientReference(r.TypeName, r.Id ?? "", "p", false), new ResolvedRecipientsBuilder(10)).ToList();
            }
            );
            yield return ("opt-outs", r =>
            {
                if (r is Flag flag)
                {
                    OptOutFlags.IsOwn(flag);
                    OptOutFlags.IsAboutMessages(flag);
                    OptOutFlags.IsActive(flag);
                    OptOutFlags.End((Flag)flag.DeepCopy(), DateTimeOffset.UnixEpoch);
                    OptOutFlags.Renew((Flag)flag.DeepCopy(), DateTimeOffset.UnixEpoch);
                }

                OptOutRegistry.IsTagged(r);
            }
            );
            yield return ("reminders", r =>
            {
                if (r is CommunicationRequest request)
                {
                    ReminderExtension.Read(request, new List<RequestFault>());
                }
            }
            );
            yield return ("written", r => FhirJson.Serialize((Resource)r.DeepCopy()));
        }
    }

    private static PlaceIndex IndexOf(Resource r) => new(
        new[] { r as Location ?? new Location { Id = "l", Name = "Kacyiru", ManagingOrganization = new ResourceReference("Organization/o") }, new Location { Id = "d", Name = "Gasabo" } },
        new[] { r as Organization ?? new Organization { Id = "o", Name = "Kacyiru" } },
        FacilityTypes.Default);

    private static PractitionerRole Role() => new()
    {
        Id = "r",
        Practitioner = new ResourceReference("Practitioner/p"),
        Code = [new CodeableConcept("http://example.org/cadre", "2221", "Nurse", null)],
        Location = [new ResourceReference("Location/l")],
    };

    private static GroupSyncOptions Options() => new() { Rules = { ["one"] = new GroupRule { Name = "{cadre} {specialty} at {facility} in {district}" }, ["two"] = new GroupRule { Name = "{role}" } } };

    private static ContactMappingOptions Mapping() => new() { DefaultRegion = "RW" };

    private static IEnumerable<(string Place, string Value, string Text)> Spoilt(string sample)
    {
        foreach (var place in PathsOf(JsonNode.Parse(sample)!, []).Where(p => p is not ["resourceType"]))
        {
            foreach (var value in WrongValues)
            {
                var copy = JsonNode.Parse(sample)!;
                var holder = place[..^1].Aggregate(copy, (node, step) => int.TryParse(step, out var i) && node is JsonArray array ? array[i]! : node[step]!);
                if (holder is JsonArray list)
                {
                    list[int.Parse(place[^1], null)] = JsonNode.Parse(value);
                }
                else
                {
                    holder[place[^1]] = JsonNode.Parse(value);
                }

                yield return (string.Join('.', place), value, copy.ToJsonString());
            }
        }
    }

    private static IEnumerable<string[]> PathsOf(JsonNode node, string[] above)
    {
        var children = node switch
        {
            JsonObject o => o.Select(p => (p.Key, p.Value)),
            JsonArray a => a.Select((v, i) => (i.ToString(System.Globalization.CultureInfo.InvariantCulture), v)),
            _ => [],
        };
        foreach (var (name, child) in children)
        {
            string[] here = [.. above, name];
            yield return here;
            foreach (var below in child is null ? [] : PathsOf(child, here))
            {
                yield return below;
            }
        }
    }
}
