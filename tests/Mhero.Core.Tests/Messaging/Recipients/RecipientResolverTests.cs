using Hl7.Fhir.Model;
using Mhero.Core.Fhir;
using Mhero.Core.Messaging;
using Mhero.Core.Messaging.Recipients;
using Mhero.Core.Messaging.Requests;
using Mhero.Core.Storage.Personal;
using Mhero.Core.Tests.Fixtures;
using Task = System.Threading.Tasks.Task;

namespace Mhero.Core.Tests.Messaging.Recipients;

/// <summary>To whom a message goes by what a request names, and who is left out and why.</summary>
public sealed class RecipientResolverTests
{
    private const string Flag = """
        ,"status":"active","code":{"coding":[{"system":"http://mhero.org/codesystem","code":"optedout"}]},"subject":{"reference":"Practitioner/p1"}
        """;

    [Theory]
    [InlineData("Practitioner/p1", "Practitioner/p1>1 | ")]
    [InlineData("Practitioner/p1/_history/2", "Practitioner/p1>1 | ")]
    [InlineData("https://registry.example.org/fhir/Practitioner/p1", "Practitioner/p1>1 | ")]
    [InlineData("Patient/pt", "Patient/pt>4 | ")]
    [InlineData("Person/pe", "Person/pe>5 | ")]
    [InlineData("PractitionerRole/r1", "Practitioner/p1>1 | ")]
    [InlineData("PractitionerRole/ended", " | PractitionerRole/ended MH5105")]
    [InlineData("PractitionerRole/inactive", " | PractitionerRole/inactive MH5105")]
    [InlineData("PractitionerRole/open", " | PractitionerRole/open MH5101")]
    [InlineData("Group/g", "Practitioner/p1>1, Patient/pt>4 | ")]
    [InlineData("Group/nested", "Practitioner/p2>2, Practitioner/p1>1, Patient/pt>4 | ")]
    [InlineData("Group/empty", " | Group/empty MH5108")]
    [InlineData("Group/lost", "Practitioner/p1>1 | Practitioner/none MH5101")]
    [InlineData("CareTeam/t", "Practitioner/p1>1, Practitioner/p2>2 | ")]
    [InlineData("Location/m1", "Practitioner/p1>1, Practitioner/p2>2 | PractitionerRole/ended MH5105")]
    [InlineData("Location/m2", "Practitioner/p2>2 | ")]
    [InlineData("Location/m3", " | Location/m3 MH5108")]
    [InlineData("Organization/o1", "Practitioner/p1>1 | ")]
    [InlineData("Organization/o2", " | Organization/o2 MH5108")]
    [InlineData("Practitioner?identifier=E-2", "Practitioner/p3>3 | ")]
    [InlineData("Practitioner?identifier=E-9", " | Practitioner MH5108")]
    [InlineData("Location?name=Muhoza", "Practitioner/p2>2 | ")]
    [InlineData("PractitionerRole?location=Location/m2", "Practitioner/p2>2 | ")]
    [InlineData("Group?name=Nested", "Practitioner/p2>2, Practitioner/p1>1, Patient/pt>4 | ")]
    public async Task Resolve_Reference_LeadsToPeople(string reference, string expected)
    {
        using var world = await FullAsync();

        Assert.Equal(expected, RecipientWorld.Describe(await world.ResolveAsync(reference)));
    }

    [Theory]
    [InlineData("Observation/1", MessagingCodes.RecipientUnsupported)]
    [InlineData("Device/1", MessagingCodes.RecipientUnsupported)]
    [InlineData("nothing", MessagingCodes.UnknownReference)]
    [InlineData("https://other.example.org/fhir/Practitioner/p1", MessagingCodes.UnknownReference)]
    [InlineData("Practitioner/none", MessagingCodes.UnknownReference)]
    [InlineData("Group/none", MessagingCodes.UnknownReference)]
    [InlineData("Practitioner?_include=x", MessagingCodes.BadSearch)]
    [InlineData("Observation?code=x", MessagingCodes.BadSearch)]
    [InlineData("", MessagingCodes.UnknownReference)]
    [InlineData(null, MessagingCodes.NoRecipient)]
    public async Task Resolve_WhatLeadsNowhere_IsRefusedWithItsPlace(string? reference, string code)
    {
        using var world = await FullAsync();

        var refusal = await Assert.ThrowsAsync<MessageRefusedException>(() => world.ResolveAsync(false, new RecipientTarget(new ResourceReference(reference), "recipient[0]")));

        Assert.Equal((code, "recipient[0]"), (Assert.Single(refusal.Faults).Code, refusal.Faults[0].Path));
    }

    [Theory]
    [InlineData("Practitioner/none", true)]
    [InlineData("nothing", true)]
    [InlineData("Observation/1", false)]
    [InlineData("Practitioner?_include=x", false)]
    public async Task Resolve_OneOfSeveralLeadsNowhere_EndsTheOthersOnlyWhenItIsAFaultOfTheRequest(string other, bool goesOn)
    {
        using var world = await FullAsync();

        if (goesOn)
        {
            var found = await world.ResolveAsync("Practitioner/p1", other);
            Assert.Equal("Practitioner/p1>1 |  MH5009", RecipientWorld.Describe(found));
            Assert.Equal("recipient[1]", found.LeftOut[0].Path);
        }
        else
        {
            await Assert.ThrowsAsync<MessageRefusedException>(() => world.ResolveAsync("Practitioner/p1", other));
        }
    }

    [Fact]
    public async Task Resolve_NoTarget_IsRefused()
    {
        using var world = new RecipientWorld();

        var refusal = await Assert.ThrowsAsync<MessageRefusedException>(() => world.ResolveAsync());

        Assert.Equal((MessagingCodes.NoRecipient, "CommunicationRequest.recipient"), (Assert.Single(refusal.Faults).Code, refusal.Faults[0].Path));
    }

    [Theory]
    [InlineData(2, false)]
    [InlineData(1, true)]
    public async Task Resolve_MoreThanAllowed_IsRefused(int most, bool isRefused)
    {
        using var world = await FullAsync(("Mhero:Messaging:MaxRecipients", $"{most}"));
        foreach (var references in new[] { new[] { "Practitioner/p1", "Practitioner/p2" }, ["CareTeam/t"], ["Practitioner?active=true"] })
        {
            if (isRefused)
            {
                var refusal = await Assert.ThrowsAsync<MessageRefusedException>(() => world.ResolveAsync(references));
                Assert.Equal(MessagingCodes.TooManyRecipients, Assert.Single(refusal.Faults).Code);
                Assert.Contains("more than 1 recipients", refusal.Faults[0].Message, StringComparison.Ordinal);
            }
            else
            {
                Assert.Equal(2, (await world.ResolveAsync(references)).People.Count);
            }
        }
    }

    [Fact]
    public async Task Resolve_OnePersonBySeveralWays_IsOnceWithTheirPlaces()
    {
        using var world = await FullAsync();
        world.AddPerson("Practitioner", "same", 1);
        world.Put("PractitionerRole", "r-same", ""","practitioner":{"reference":"Practitioner/same"},"location":[{"reference":"Location/m9"}]""");

        var found = await world.ResolveAsync("PractitionerRole/r1", "Practitioner/p1", "Group/g", "PractitionerRole/r-same");

        Assert.Equal("Practitioner/p1>1, Patient/pt>4 | ", RecipientWorld.Describe(found));
        Assert.Equal(["Location/m1", "Location/m9"], found.People[0].Places);
        Assert.Equal(("kin", "tel", "UTC"), (found.People[0].Language, found.People[0].Scheme, found.People[0].TimeZone));
        Assert.Empty(found.ToSync);
    }

    [Theory]
    [InlineData("PractitionerRole/r2", "PractitionerRole/r2b")]
    [InlineData("Practitioner/p2", "PractitionerRole/r2", "PractitionerRole/r2b")]
    [InlineData("CareTeam/t", "Location/m3", "Location/m2", "Location/m1")]
    public async Task Resolve_PersonWithSeveralRoles_HasThePlacesOfAll(params string[] references)
    {
        using var world = await FullAsync();
        world.Put("PractitionerRole", "r2b", ""","practitioner":{"reference":"Practitioner/p2"},"location":[{"reference":"Location/m3"},{"reference":"Location/m1"}]""");

        var found = await world.ResolveAsync(references);

        Assert.Equal(["Location/m1", "Location/m2", "Location/m3"], found.People.Single(p => p.Person == "Practitioner/p2").Places.Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("""{"issue":[{"severity":"error","code":"not-supported"}],"resourceType":"OperationOutcome"}""", 400, true)]
    [InlineData("""{"resourceType":"Bundle","type":"searchset","entry":[{"search":{"mode":"outcome"},"resource":{"resourceType":"OperationOutcome","issue":[{"severity":"warning","code":"not-supported","diagnostics":"unknown parameter"}]}}]}""", 200, true)]
    [InlineData("{}", 503, false)]
    public async Task Resolve_SearchThatTheRegistryRefuses_IsAFaultOfTheRequest(string json, int status, bool isFault)
    {
        using var world = await FullAsync();
        world.Registry.AnswerOf = asked => asked.StartsWith("Practitioner?active", StringComparison.Ordinal) ? AnsweringHandler.Fhir(json, status) : null;

        if (isFault)
        {
            var refusal = await Assert.ThrowsAsync<MessageRefusedException>(() => world.ResolveAsync("Practitioner?active=true"));
            Assert.Equal((MessagingCodes.BadSearch, "recipient[0]"), (Assert.Single(refusal.Faults).Code, refusal.Faults[0].Path));
        }
        else
        {
            await Assert.ThrowsAsync<FhirException>(() => world.ResolveAsync("Practitioner?active=true"));
        }
    }

    [Theory]
    [InlineData("", "active", "Practitioner/p1>1 | ")]
    [InlineData(""","active":false""", "active", " | Practitioner/p1 MH5105")]
    [InlineData("", "blocked", " | Practitioner/p1 MH5104")]
    [InlineData("", "stopped", " | Practitioner/p1 MH5104")]
    [InlineData("", "archived", " | Practitioner/p1 MH5104")]
    [InlineData(""","meta":{"tag":[{"system":"http://mhero.org/codesystem","code":"optedout"}]}""", "active", " | Practitioner/p1 MH5103")]
    [InlineData(""","meta":{"tag":[{"system":"http://mhero.org/other","code":"optedout"}]}""", "active", "Practitioner/p1>1 | ")]
    public async Task Resolve_PersonAndContact_AreJudged(string more, string status, string expected)
    {
        using var world = new RecipientWorld();
        world.AddPerson("Practitioner", "p1", 1, more);
        await world.KnowAsync(1, status, "tel:+250788000101");

        Assert.Equal(expected, RecipientWorld.Describe(await world.ResolveAsync("Practitioner/p1")));
    }

    [Theory]
    [InlineData("active", "Flag", false, " | Practitioner/p1 MH5103")]
    [InlineData("inactive", "Flag", false, "Practitioner/p1>1 | ")]
    [InlineData("active", "Flag", true, "Practitioner/p1>1 | ")]
    [InlineData("active", "tag", true, "Practitioner/p1>1 | ")]
    [InlineData("active", "forgotten", false, " | Practitioner/p1 MH5103")]
    public async Task Resolve_OptOut_LeavesOutUnlessUrgent(string status, string kind, bool isUrgent, string expected)
    {
        using var world = new RecipientWorld();
        world.AddPerson("Practitioner", "p1", 1, kind == "tag" ? ""","meta":{"tag":[{"system":"http://mhero.org/codesystem","code":"optedout"}]}""" : "");
        await world.KnowAsync(1, null, "tel:+250788000101");
        if (kind == "Flag")
        {
            world.Put("Flag", "f1", Flag.Replace("\"active\"", $"\"{status}\"", StringComparison.Ordinal));
        }
        else if (kind == "forgotten")
        {
            await world.Registry.Get<ForgottenPeople>().AddAsync(new PersonKeys("Practitioner/p1", null), CancellationToken.None);
        }

        Assert.Equal(expected, RecipientWorld.Describe(await world.ResolveAsync(isUrgent, new RecipientTarget(new ResourceReference("Practitioner/p1"), "p"))));
    }

    [Theory]
    [InlineData(null, "", " | Practitioner/p1 MH5102", "")]
    [InlineData(null, ""","telecom":[{"system":"phone","value":"+250788000101"}]""", "Practitioner/p1> | ", "Practitioner/p1")]
    [InlineData(1, ""","telecom":[{"system":"phone","value":"+250788000101"}]""", "Practitioner/p1>1 | ", "")]
    public async Task Resolve_PersonWithoutAKnownContact_IsBroughtThereByTheNumber(int? linked, string more, string expected, string ordered)
    {
        using var world = new RecipientWorld();
        world.AddPerson("Practitioner", "p1", null, more);
        if (linked is { } number)
        {
            await world.NoteWorkerAsync("Practitioner/p1", number);
            await world.KnowAsync(number, null, "tel:+250788000101");
        }

        var found = await world.ResolveAsync("Practitioner/p1");

        Assert.Equal(expected, RecipientWorld.Describe(found));
        Assert.Equal(ordered, string.Join(',', found.ToSync.Select(o => o.Worker)));
    }

    [Fact]
    public async Task Resolve_PersonWhoIsLinkedToAWorker_HasTheWorkersContact()
    {
        using var world = await FullAsync();
        world.AddPerson("Person", "linked", null, ""","link":[{"target":{"reference":"Practitioner/none"}},{"target":{"reference":"https://registry.example.org/fhir/Practitioner/w"}}]""");
        await world.NoteWorkerAsync("Practitioner/w", 2);

        Assert.Equal("Person/linked>2 | ", RecipientWorld.Describe(await world.ResolveAsync("Person/linked")));
    }

    [Theory]
    [InlineData("""[{"uuid":"4b2c1a55-0d7f-4f0e-9a3b-000000000007","status":"active","urns":["whatsapp:250788000107"],"language":"fra"}]""", "Practitioner/p7>7 | ", "whatsapp")]
    [InlineData("""[{"uuid":"4b2c1a55-0d7f-4f0e-9a3b-000000000007","status":"active","urns":[]}]""", " | Practitioner/p7 MH5102", null)]
    [InlineData("""[{"uuid":"4b2c1a55-0d7f-4f0e-9a3b-000000000007","stopped":true,"urns":["tel:+250788000107"]}]""", " | Practitioner/p7 MH5104", null)]
    [InlineData("[]", " | Practitioner/p7 MH5102", null)]
    public async Task Resolve_ContactThatTheLedgerDoesNotKnow_IsAskedFor(string contacts, string expected, string? scheme)
    {
        using var world = new RecipientWorld();
        world.AddPerson("Practitioner", "p7", 7);
        world.Registry.RapidPro = url =>
        {
            Assert.Contains("contacts.json?uuid=4b2c1a55-0d7f-4f0e-9a3b-000000000007", url, StringComparison.Ordinal);
            return AnsweringHandler.Json($$"""{"next":null,"previous":null,"results":{{contacts}}}""");
        };

        var found = await world.ResolveAsync("Practitioner/p7");

        Assert.Equal((expected, scheme), (RecipientWorld.Describe(found), found.People.Select(p => p.Scheme).SingleOrDefault()));
    }

    [Fact]
    public async Task Resolve_ManyContactsThatTheLedgerDoesNotKnow_AsksForTwentyFiveAndTrustsTheRest()
    {
        using var world = new RecipientWorld();
        for (var n = 1; n <= 27; n++)
        {
            world.AddPerson("Practitioner", $"p{n}", n);
        }

        var asked = 0;
        world.Registry.RapidPro = _ =>
        {
            asked++;
            return AnsweringHandler.Json("""{"next":null,"previous":null,"results":[]}""");
        };

        var found = await world.ResolveAsync([.. Enumerable.Range(1, 27).Select(n => $"Practitioner/p{n}")]);

        Assert.Equal((25, 2, 25), (asked, found.People.Count, found.LeftOut.Count(l => l.Code == MessagingCodes.NoNumber)));
    }

    [Fact]
    public async Task FindStopped_OfContacts_AreThoseThatTheLedgerKnowsAsNotActive()
    {
        using var world = new RecipientWorld();
        await world.KnowAsync(1, "active", "tel:+250788000101");
        await world.KnowAsync(2, "stopped", "tel:+250788000102");

        var stopped = await world.Registry.Get<ContactStates>().FindStoppedAsync([RecipientWorld.ContactOf(1), RecipientWorld.ContactOf(2), RecipientWorld.ContactOf(3)], CancellationToken.None);

        Assert.Equal([RecipientWorld.ContactOf(2)], stopped);
    }

    [Theory]
    [InlineData("+250788000101", "Africa/Kigali")]
    [InlineData("250788000101", "Africa/Kigali")]
    [InlineData("+254712345678", "Africa/Nairobi")]
    [InlineData("+33612345678", "UTC")]
    [InlineData("ext:1", "UTC")]
    [InlineData("", "UTC")]
    [InlineData(null, "UTC")]
    public void ZoneOf_Number_IsThatOfItsCountry(string? number, string zone)
    {
        var options = new MessagingOptions { TimeZones = new(StringComparer.OrdinalIgnoreCase) { ["rw"] = "Africa/Kigali", ["KE"] = "Africa/Nairobi" } };

        Assert.Equal(zone, new RecipientZones(Microsoft.Extensions.Options.Options.Create(options)).Of(number));
    }

    [Fact]
    public void ZoneOf_NoZonesByCountry_IsTheOneOfTheSettings() =>
        Assert.Equal("Africa/Lagos", new RecipientZones(Microsoft.Extensions.Options.Options.Create(new MessagingOptions { TimeZone = "Africa/Lagos" })).Of("+250788000101"));

    private static async Task<RecipientWorld> FullAsync(params (string Name, string Value)[] settings)
    {
        var world = new RecipientWorld(settings);
        await world.AddAsync(1, 2);
        world.AddPerson("Practitioner", "p1", 1, ""","active":true""");
        world.AddPerson("Practitioner", "p2", 2, ""","active":true""");
        world.Put("Practitioner", "p3", $$""","identifier":[{"system":"{{MheroSystems.ContactUuid}}","value":"{{RecipientWorld.ContactOf(3)}}"},{"value":"E-2"}]""");
        await world.KnowAsync(3, null, "tel:+250788000103");
        world.AddPerson("Patient", "pt", 4);
        await world.KnowAsync(4, null, "tel:+250788000104");
        world.AddPerson("Person", "pe", 5);
        await world.KnowAsync(5, null, "tel:+250788000105");
        world.Put("Location", "m1", ""","name":"Kinigi" """);
        world.Put("Location", "m2", ""","name":"Muhoza" """);
        world.Put("Location", "m3", "");
        world.Put("Organization", "o1", "");
        world.Put("Organization", "o2", "");
        world.Put("PractitionerRole", "r1", ""","practitioner":{"reference":"Practitioner/p1"},"location":[{"reference":"Location/m1"}],"organization":{"reference":"Organization/o1"}""");
        world.Put("PractitionerRole", "r2", ""","practitioner":{"reference":"Practitioner/p2"},"location":[{"reference":"Location/m2"},{"reference":"Location/m1"}]""");
        world.Put("PractitionerRole", "ended", ""","practitioner":{"reference":"Practitioner/p3"},"period":{"end":"2026-03-03"},"location":[{"reference":"Location/m1"}]""");
        world.Put("PractitionerRole", "inactive", ""","practitioner":{"reference":"Practitioner/p3"},"active":false""");
        world.Put("PractitionerRole", "open", "");
        world.Put("Group", "g", ""","name":"G","member":[{"entity":{"reference":"Practitioner/p1"}},{"entity":{"reference":"Practitioner/p2"},"inactive":true},{"entity":{"reference":"Patient/pt"},"inactive":false},{"entity":{"reference":"Device/d"}}]""");
        world.Put("Group", "nested", ""","name":"Nested","member":[{"entity":{"reference":"Group/g"}},{"entity":{"reference":"Group/nested"}},{"entity":{"reference":"Practitioner/p2"}}]""");
        world.Put("Group", "empty", ""","member":[{"entity":{"reference":"Practitioner/p1"},"inactive":true}]""");
        world.Put("Group", "lost", ""","member":[{"entity":{"reference":"Practitioner/p1"}},{"entity":{"reference":"Practitioner/none"}}]""");
        world.Put("CareTeam", "t", ""","participant":[{"member":{"reference":"PractitionerRole/r2"}},{"member":{"reference":"Practitioner/p1"}},{"onBehalfOf":{"reference":"Organization/o1"}}]""");
        return world;
    }
}
