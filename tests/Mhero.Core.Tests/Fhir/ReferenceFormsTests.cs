using Hl7.Fhir.Model;
using Mhero.Core.Caching;
using Mhero.Core.Fhir;
using Mhero.Core.Messaging.Recipients;
using Mhero.Core.Sync.Contacts.Batches;
using Mhero.Core.Sync.Contacts.Messages;
using Mhero.Core.Sync.Contacts.Polling;
using Mhero.Core.Tests.Fixtures;
using Task = System.Threading.Tasks.Task;

namespace Mhero.Core.Tests.Fhir;

/// <summary>Servers write references relative, with their own address, and with a version; each names the same resource.</summary>
public sealed class ReferenceFormsTests : IDisposable
{
    private MemoryApp? _app;

    public static TheoryData<string, string> Forms => new()
    {
        { "", "" },
        { "https://registry.example.org/fhir/", "" },
        { "", "/_history/3" },
        { "https://registry.example.org/fhir/", "/_history/3" },
    };

    public void Dispose() => _app?.Dispose();

    [Theory]
    [InlineData(null, null)]
    [InlineData("", null)]
    [InlineData("#contained", null)]
    [InlineData("urn:uuid:0b2f7a52-3c86-4d3b-9f3b-2ad0a1a6a001", null)]
    [InlineData("Practitioner/1", "Practitioner/1")]
    [InlineData("Practitioner/1/_history/2", "Practitioner/1")]
    [InlineData("http://h/fhir/Practitioner/1/_history/2", "Practitioner/1")]
    public void RelativeOf_Reference_IsTypeAndId(string? reference, string? expected) => Assert.Equal(expected, ResourceLocation.RelativeOf(reference));

    [Theory]
    [MemberData(nameof(Forms))]
    public async Task LoadWorkers_RoleInAnyForm_IsTheWorkers(string before, string behind)
    {
        var pair = new Pair(new ContactItem { Worker = "Practitioner/p" }) { Reference = "Practitioner/p" };

        await NewApp(before, behind).Get<PairLoader>().LoadWorkersAsync([pair], CancellationToken.None);

        Assert.Single(pair.Worker!.Roles);
    }

    [Theory]
    [MemberData(nameof(Forms))]
    public async Task FindSubjects_RoleInAnyForm_GivesTheFacility(string before, string behind)
    {
        var found = await NewApp(before, behind).Get<PractitionerCache>().FindSubjectsAsync(["Practitioner/p"], ResponseSubject.Facility, CancellationToken.None);

        Assert.Equal("Location/l", found["Practitioner/p"]);
    }

    [Theory]
    [MemberData(nameof(Forms))]
    public async Task FindSubjects_LinkInAnyForm_GivesThePersonAndThePatient(string before, string behind)
    {
        var cache = NewApp(before, behind).Get<PractitionerCache>();

        Assert.Equal("Person/x", (await cache.FindSubjectsAsync(["Practitioner/p"], ResponseSubject.Person, CancellationToken.None))["Practitioner/p"]);
        Assert.Equal("Patient/y", (await cache.FindSubjectsAsync(["Practitioner/p"], ResponseSubject.Patient, CancellationToken.None))["Practitioner/p"]);
    }

    [Theory]
    [MemberData(nameof(Forms))]
    public async Task FindWorkersOfAPlace_RoleInAnyForm_IsFound(string before, string behind)
    {
        var found = await NewApp(before, behind).Get<PlaceWorkers>().FindAsync([new Location { Id = "l" }], false, CancellationToken.None).ToListAsync();

        Assert.Equal(["Practitioner/p"], found);
    }

    [Theory]
    [MemberData(nameof(Forms))]
    public async Task ResolveRecipients_StaffOfALocation_IsFoundInAnyForm(string before, string behind)
    {
        var found = await NewApp(before, behind).Get<RecipientResolver>().ResolveAsync([RecipientTarget.Of("Location/l")], false, CancellationToken.None);

        Assert.DoesNotContain(found.LeftOut, l => l.Code == Core.Messaging.MessagingCodes.NoMembers);
        Assert.Equal("Practitioner/p", Assert.Single(found.People).Person);
        Assert.Equal(["Location/l"], found.People[0].Places);
    }

    private MemoryApp NewApp(string before, string behind) => _app = new(request =>
    {
        string At(string reference) => $$"""{"reference":"{{before}}{{reference}}{{behind}}"}""";
        var path = request.RequestUri!.AbsolutePath;
        string[] found = path switch
        {
            _ when path.Contains("PractitionerRole", StringComparison.Ordinal) =>
                [$$"""{"resourceType":"PractitionerRole","id":"r","practitioner":{{At("Practitioner/p")}},"location":[{{At("Location/l")}}]}"""],
            _ when path.Contains("Practitioner", StringComparison.Ordinal) =>
                ["""{"resourceType":"Practitioner","id":"p","name":[{"text":"Aline"}],"telecom":[{"system":"phone","value":"+250788123456"}]}"""],
            _ when path.Contains("Person", StringComparison.Ordinal) =>
                [$$"""{"resourceType":"Person","id":"x","link":[{"target":{{At("Practitioner/p")}}},{"target":{{At("Patient/y")}}}]}"""],
            _ when path.Contains("Location", StringComparison.Ordinal) && !request.RequestUri.Query.Contains("partof", StringComparison.Ordinal) => ["""{"resourceType":"Location","id":"l","name":"Kabaya"}"""],
            _ => [],
        };
        return AnsweringHandler.Fhir($$"""{"resourceType":"Bundle","type":"searchset","entry":[{{string.Join(',', found.Select(r => $$"""{"resource":{{r}},"search":{"mode":"match"} }"""))}}]}""");
    });
}
