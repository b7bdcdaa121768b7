using Mhero.Core.Lookup;
using Mhero.Core.Tests.Fixtures;

namespace Mhero.Core.Tests.Lookup.Questions;

/// <summary>Employee numbers and patients' identifiers: yes or no, and nothing of whose they are.</summary>
public sealed class IdentifierLookupTests
{
    private const string Employee = "http://example.org/employee";

    [Theory]
    [InlineData("RW-1001", "Uwera", "yes", "yes", "yes")]
    [InlineData(" rw-1001 ", " UWERA", "yes", "yes", "yes")]
    [InlineData("RW-1001", "Uwer", "no", "yes", "no")]
    [InlineData("RW-1001", "Aline", "no", "yes", "no")]
    [InlineData("rw-2002", "Habimana-Ndoli", "yes", "yes", "yes")]
    [InlineData("RW-2002", "habimana ndoli", "yes", "yes", "yes")]
    [InlineData("RW-2002", "Ndoli", "yes", "yes", "yes")]
    [InlineData("RW-2002", "Ndoli Habimana", "no", "yes", "no")]
    [InlineData("RW-3003", "Gasana", "yes", "yes", "yes")]
    [InlineData("RW-3003", "Eric", "no", "yes", "no")]
    [InlineData("RW-4004", "Lin", "yes", "yes", "yes")]
    [InlineData("RW-4004", "De", "no", "yes", "no")]
    [InlineData("RW-4004", "De Lin", "yes", "yes", "yes")]
    [InlineData("RW-5005", "Uwera", "no", "yes", "no")]
    [InlineData("RW-6006", "Li", "yes", "yes", "yes")]
    [InlineData("RW-9999", "Uwera", "no", "no", "no")]
    public async Task Employee_NumberAndLastName_AreCompared(string number, string lastName, string answer, string exists, string agrees)
    {
        using var world = World();

        var reply = await world.AskAsync(new LookupRequest(LookupQuestion.Employee) { Text = number, LastName = lastName });

        Assert.Equal([("answer", answer), ("code", ""), ("wait_seconds", ""), ("exists", exists), ("name_agrees", agrees)], reply.Body.Select(b => (b.Key, b.Value)));
    }

    [Theory]
    [InlineData("", "Uwera", LookupCodes.Empty)]
    [InlineData("RW-1001*", "Uwera", LookupCodes.ForbiddenCharacter)]
    [InlineData("RW-1001", "", LookupCodes.Empty)]
    [InlineData("RW-1001", "U*", LookupCodes.ForbiddenCharacter)]
    public async Task Employee_WhatIsNoNumberOrName_IsInvalidWithoutASearch(string number, string lastName, string code)
    {
        using var world = World();

        var reply = await world.AskAsync(new LookupRequest(LookupQuestion.Employee) { Text = number, LastName = lastName });

        Assert.Equal(("invalid", code, ""), (reply.Body["answer"], reply.Body["code"], reply.Body["exists"]));
        Assert.DoesNotContain(world.Registry.Searches, s => s.Contains("identifier,name", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(null, null, "yes")]
    [InlineData(null, Employee, "yes")]
    [InlineData(null, "http://example.org/other", "no")]
    [InlineData("http://example.org/other", null, "no")]
    [InlineData("http://example.org/other", Employee, "yes")]
    [InlineData(Employee, null, "yes")]
    public async Task Employee_SystemOfTheFlowOrTheSettings_IsTheOneThatCounts(string? mapped, string? asked, string answer)
    {
        using var world = World(mapped is null ? [] : [("Mhero:Contacts:Fields:number:Element", "Identifier"), ("Mhero:Contacts:Fields:number:Name", "Number"), ("Mhero:Contacts:Fields:number:System", mapped)]);

        var reply = await world.AskAsync(new LookupRequest(LookupQuestion.Employee) { Text = "RW-1001", LastName = "Uwera", System = asked });

        Assert.Equal(answer, reply.Body["answer"]);
    }

    [Theory]
    [InlineData("""{"value":"RW-1001"}""", null, "yes")]
    [InlineData("""{"value":" rw-1001 "}""", null, "yes")]
    [InlineData("""{"value":"RW-10011"}""", null, "no")]
    [InlineData("""{"system":"http://example.org/employee"}""", null, "no")]
    [InlineData("""{"value":"RW-1001"}""", Employee, "no")]
    [InlineData("""{"system":"http://example.org/employee","value":"RW-1001"}""", Employee, "yes")]
    [InlineData("""{"system":"http://example.org/other","value":"RW-1001"}""", Employee, "no")]
    public async Task Employee_ServerThatFindsMore_IsNotBelieved(string identifier, string? system, string exists)
    {
        using var world = World();
        world.Registry.AnswerOf = asked => asked.StartsWith("Practitioner?", StringComparison.Ordinal) && asked.Contains("identifier,name", StringComparison.Ordinal)
            ? RegistryApp.Found("{\"resourceType\":\"Practitioner\",\"id\":\"x\",\"identifier\":[" + identifier + "],\"name\":[{\"family\":\"Uwera\"}]}")
            : null;

        var reply = await world.AskAsync(new LookupRequest(LookupQuestion.Employee) { Text = "RW-1001", LastName = "Uwera", System = system });

        Assert.Equal((exists, exists), (reply.Body["exists"], reply.Body["answer"]));
    }

    [Fact]
    public async Task Employee_Search_HasTheSpellingsOfEachSystemOnce()
    {
        using var world = World();
        await world.AskAsync(new LookupRequest(LookupQuestion.Employee) { Text = "Rw-1a", LastName = "X", System = "http://example.org/a" });
        await world.AskAsync(new LookupRequest(LookupQuestion.Employee) { Text = "77", LastName = "X", System = "http://example.org/a" });
        await world.AskAsync(new LookupRequest(LookupQuestion.Employee) { Text = "rw-1", LastName = "X" });

        var searches = world.Registry.Searches.Where(s => s.Contains("identifier,name", StringComparison.Ordinal)).Select(s => s.Split('&')[0]).ToList();
        Assert.Equal(
            [
                "Practitioner?identifier=http://example.org/a|Rw-1a,http://example.org/a|RW-1A,http://example.org/a|rw-1a",
                "Practitioner?identifier=http://example.org/a|77",
                "Practitioner?identifier=rw-1,RW-1",
            ],
            searches);
    }

    [Theory]
    [InlineData("P-1", null, "yes")]
    [InlineData("p-1", null, "yes")]
    [InlineData("P-2", null, "no")]
    [InlineData("P-3", null, "no")]
    [InlineData("P-4", null, "yes")]
    [InlineData("P-1", "http://example.org/patient", "yes")]
    [InlineData("P-1", "http://example.org/other", "no")]
    public async Task Patient_Identifier_IsThereOrNot(string number, string? system, string answer)
    {
        using var world = World();

        var reply = await world.AskAsync(new LookupRequest(LookupQuestion.Patient) { Text = number, System = system });

        Assert.Equal([("answer", answer), ("code", ""), ("wait_seconds", "")], reply.Body.Select(b => (b.Key, b.Value)));
    }

    [Theory]
    [InlineData("http://example.org/patient", "yes")]
    [InlineData("http://example.org/other", "no")]
    public async Task Patient_SystemsOfTheSettings_AreThoseThatCount(string system, string answer)
    {
        using var world = World(("Mhero:Lookup:PatientSystems:0", system));

        Assert.Equal(answer, (await world.AskAsync(new LookupRequest(LookupQuestion.Patient) { Text = "P-1" })).Body["answer"]);
    }

    [Fact]
    public async Task Patient_AskedByAStrangerOrWithABadText_IsNotSearchedFor()
    {
        using var world = World();

        var stranger = await world.AskAsync(new LookupRequest(LookupQuestion.Patient) { Text = "P-1", Contact = LookupWorld.Stranger });
        var bad = await world.AskAsync(new LookupRequest(LookupQuestion.Patient) { Text = "P-1*" });

        Assert.Equal((200, "refused", LookupCodes.Stranger), (stranger.Status, stranger.Body["answer"], stranger.Body["code"]));
        Assert.Equal((200, "invalid", LookupCodes.ForbiddenCharacter), (bad.Status, bad.Body["answer"], bad.Body["code"]));
        Assert.DoesNotContain(world.Registry.Searches, s => s.StartsWith("Patient?", StringComparison.Ordinal));
    }

    private static LookupWorld World(params (string Name, string Value)[] settings)
    {
        var world = new LookupWorld(settings);
        world.AddWorker("e2", "Habimana-Ndoli", "Jean", """{"system":"http://example.org/employee","value":"rw-2002"}""");
        world.AddWorker("e4", "De Lin", "Ada", """{"system":"http://example.org/employee","value":"RW-4004"}""");
        world.AddWorker("e6", "Li", "Na", """{"system":"http://example.org/employee","value":"RW-6006"}""");
        world.Registry.Put(
            """{"resourceType":"Practitioner","id":"e3","identifier":[{"value":"RW-3003"}],"name":[{"text":"Eric Gasana"}]}""",
            """{"resourceType":"Practitioner","id":"e5","identifier":[{"value":"RW-5005"}],"name":[{"use":"official"}]}""",
            """{"resourceType":"Patient","id":"p1","active":true,"identifier":[{"system":"http://example.org/patient","value":"P-1"}]}""",
            """{"resourceType":"Patient","id":"p2","active":false,"identifier":[{"system":"http://example.org/patient","value":"P-2"}]}""",
            """{"resourceType":"Patient","id":"p4","identifier":[{"value":"P-4"}]}""");
        return world;
    }
}
