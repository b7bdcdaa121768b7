using Hl7.Fhir.Model;
using Mhero.Core.Fhir;
using Mhero.Core.Messaging;
using Mhero.Core.Messaging.Recipients;
using Mhero.Core.Messaging.Requests;
using Task = System.Threading.Tasks.Task;

namespace Mhero.Core.Tests.Messaging.Recipients;

/// <summary>People whom a request names by an identifier alone, or carries along.</summary>
public sealed class IdentifiedPeopleTests
{
    private const string System = "http://example.org/employee";

    [Theory]
    [InlineData("Practitioner", System, "E-1", "Practitioner/p1>1 | ")]
    [InlineData(null, System, "E-1", "Practitioner/p1>1 | ")]
    [InlineData("Device", System, "E-1", "Practitioner/p1>1 | ")]
    [InlineData("Practitioner", null, "E-1", "Practitioner/p1>1 | ")]
    [InlineData("Patient", System, "E-1", "Patient/pt>2 | ")]
    [InlineData("Group", System, "G-1", "Practitioner/p1>1 | ")]
    [InlineData("Practitioner", MheroSystems.ContactUuid, "4b2c1a55-0d7f-4f0e-9a3b-000000000001", "Practitioner/p1>1 | ")]
    [InlineData("Practitioner", MheroSystems.ContactUuid, "4b2c1a55-0d7f-4f0e-9a3b-000000000003", ">3 | ")]
    public async Task Resolve_Identifier_IsWhoHasItAlone(string? type, string? system, string value, string expected)
    {
        using var world = await WorldAsync();

        Assert.Equal(expected, RecipientWorld.Describe(await world.ResolveAsync(false, Identified(type, system, value))));
    }

    [Theory]
    [InlineData(System, "E-2", "several Practitioner")]
    [InlineData(System, "E-9", "no Practitioner")]
    [InlineData("http://example.org/other", "E-1", "no Practitioner")]
    [InlineData(MheroSystems.ContactUuid, "7", "no Practitioner")]
    public async Task Resolve_IdentifierOfNoneOrSeveral_IsRefused(string system, string value, string reason)
    {
        using var world = await WorldAsync();

        var refusal = await Assert.ThrowsAsync<MessageRefusedException>(() => world.ResolveAsync(false, Identified("Practitioner", system, value)));

        Assert.Equal((MessagingCodes.UnknownReference, "p", $"The registry has {reason} with this identifier."), (Assert.Single(refusal.Faults).Code, refusal.Faults[0].Path, refusal.Faults[0].Message));
    }

    [Fact]
    public async Task Resolve_ContainedWhomTheRegistryHas_IsThatPerson()
    {
        using var world = await WorldAsync();

        var found = await world.ResolveAsync(
            false,
            Contained(new Practitioner { Id = "c1", Identifier = [new Identifier(System, "E-9"), new Identifier(System, "E-1")] }),
            Contained(new Patient { Id = "c2", Identifier = [new Identifier(System, "E-1")] }));

        Assert.Equal("Practitioner/p1>1, Patient/pt>2 | ", RecipientWorld.Describe(found));
        Assert.Empty(found.ToSync);
    }

    [Fact]
    public async Task Resolve_ContainedWhoseNumberAWorkerHas_IsThatWorker()
    {
        using var world = await WorldAsync();
        await world.OwnAsync("+250788000101", ["Practitioner/p1"]);

        Assert.Equal("Practitioner/p1>1 | ", RecipientWorld.Describe(await world.ResolveAsync(false, Contained(New("0788000101", null)))));
    }

    [Theory]
    [InlineData("E-9", new string[0], new[] { 3 }, ">3 | ", false)]
    [InlineData(null, new string[0], new[] { 3 }, ">3 | ", false)]
    [InlineData("E-9", new string[0], new[] { 3, 4 }, "> | ", true)]
    [InlineData("E-9", new[] { "Practitioner/p1", "Practitioner/p2" }, new int[0], "> | ", true)]
    [InlineData("E-9", new string[0], new int[0], "> | ", true)]
    [InlineData(null, new string[0], new int[0], " | p MH5101", false)]
    public async Task Resolve_ContainedStranger_IsMadeWhenAnIdentifierNamesThem(string? identifier, string[] workers, int[] contacts, string expected, bool isMade)
    {
        using var world = await WorldAsync();
        await world.OwnAsync("+250788000109", workers, contacts);

        var found = await world.ResolveAsync(false, Contained(New("0788000109", identifier)));

        Assert.Equal(expected, RecipientWorld.Describe(found));
        Assert.Equal(isMade ? new IdentifiedPerson("Practitioner", System, "E-9") : null, found.People.Select(p => p.Coming).SingleOrDefault());
        Assert.Equal(isMade ? 1 : 0, found.ToSync.Count(o => o.Resource!.Contains("\"E-9\"", StringComparison.Ordinal) && o.Worker is null));
    }

    [Theory]
    [InlineData("E-9")]
    [InlineData(null)]
    public async Task Resolve_ContainedWithoutANumber_IsLeftOut(string? identifier)
    {
        using var world = await WorldAsync();

        Assert.Equal(" | p MH5102", RecipientWorld.Describe(await world.ResolveAsync(false, Contained(New(null, identifier)))));
    }

    [Fact]
    public async Task Resolve_ContainedStrangersWithOneIdentifier_AreOne()
    {
        using var world = await WorldAsync();

        var found = await world.ResolveAsync(false, Contained(New("0788000109", "E-9")), Contained(New("0788000109", "E-9")), Contained(New("0788000108", "E-8")));

        Assert.Equal(["E-9", "E-8"], found.People.Select(p => p.Coming!.Value));
        Assert.Equal(2, found.ToSync.Count);
    }

    [Fact]
    public async Task Resolve_ContainedGroupAndRole_LeadToTheirPeople()
    {
        using var world = await WorldAsync();

        var found = await world.ResolveAsync(
            false,
            Contained(new Group { Id = "g", Member = [new() { Entity = new ResourceReference("Patient/pt") }] }),
            Contained(new PractitionerRole { Id = "r", Practitioner = new ResourceReference("Practitioner/p1"), Location = [new ResourceReference("Location/m1")] }));

        Assert.Equal("Practitioner/p1>1, Patient/pt>2", string.Join(", ", RecipientWorld.Describe(found).Split(" | ")[0].Split(", ").Order(StringComparer.Ordinal).Reverse()));
        Assert.Equal(["Location/m1"], found.People.Single(p => p.Person == "Practitioner/p1").Places);
    }

    [Fact]
    public async Task Resolve_ContainedOrganization_CannotBeMessaged()
    {
        using var world = await WorldAsync();

        var refusal = await Assert.ThrowsAsync<MessageRefusedException>(() => world.ResolveAsync(false, Contained(new Organization { Id = "o" })));

        Assert.Equal((MessagingCodes.RecipientUnsupported, "A Organization cannot be messaged."), (Assert.Single(refusal.Faults).Code, refusal.Faults[0].Message));
    }

    private static RecipientTarget Identified(string? type, string? system, string value) =>
        new(new ResourceReference { Type = type, Identifier = new Identifier(system, value) }, "p");

    private static RecipientTarget Contained(DomainResource resource) => new(new ResourceReference("#" + resource.Id), "p") { Contained = resource };

    private static Practitioner New(string? number, string? identifier) => new()
    {
        Id = "c",
        Identifier = identifier is null ? [] : [new Identifier(System, identifier)],
        Telecom = number is null ? [] : [new ContactPoint(ContactPoint.ContactPointSystem.Phone, null, number)],
    };

    private static async Task<RecipientWorld> WorldAsync()
    {
        var world = new RecipientWorld();
        foreach (var (type, id, number, value) in new[] { ("Practitioner", "p1", 1, "E-1"), ("Patient", "pt", 2, "E-1") })
        {
            world.Put(type, id, $$""","identifier":[{"system":"{{MheroSystems.ContactUuid}}","value":"{{RecipientWorld.ContactOf(number)}}"},{"system":"{{System}}","value":"{{value}}"}]""");
            await world.KnowAsync(number, null, $"tel:+25078800010{number}");
        }

        await world.KnowAsync(3, null, "tel:+250788000103");
        world.Put("Practitioner", "d1", $$""","identifier":[{"system":"{{System}}","value":"E-2"}]""");
        world.Put("Practitioner", "d2", $$""","identifier":[{"system":"{{System}}","value":"E-2"}]""");
        world.Put("Group", "g1", $$""","identifier":[{"system":"{{System}}","value":"G-1"}],"member":[{"entity":{"reference":"Practitioner/p1"} }]""");
        return world;
    }
}
