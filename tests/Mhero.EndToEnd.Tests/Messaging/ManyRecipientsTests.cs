using System.Net;
using Hl7.Fhir.Model;
using Mhero.Core.Fhir;
using Mhero.EndToEnd.Tests.Contacts;
using Mhero.Simulator;
using Task = System.Threading.Tasks.Task;

namespace Mhero.EndToEnd.Tests.Messaging;

/// <summary>As many recipients as iHRIS sends in one request.</summary>
public sealed class ManyRecipientsTests(MessagingWorld world) : IClassFixture<MessagingWorld>
{
    private const int Count = 10_001;

    [Fact]
    public async Task Post_TenThousandAndOne_AHundredToAPostAndACommunicationEach()
    {
        var people = new List<Practitioner>();
        for (var i = 0; i < Count; i++)
        {
            var number = SyncWorld.NewNumber();
            var contact = world.RapidPro.Workspace.AddContact(new SimulatedContact { Name = "Recipient " + i, Urns = ["tel:" + number] });
            people.Add(new Practitioner
            {
                Id = Guid.NewGuid().ToString(),
                Active = true,
                Identifier = [new Identifier(MheroSystems.ContactUuid, contact.Uuid.ToString())],
                Name = [new HumanName { Family = "Recipient " + i }],
                Telecom = [new ContactPoint(ContactPoint.ContactPointSystem.Phone, null, number)],
            });
        }

        Assert.All(await world.Sync.Fhir.BatchAsync([.. people.Select(FhirEntry.Update)]), v => Assert.Null(v.Error));
        var text = "To everybody " + Guid.NewGuid();
        var request = MessagingWorld.Request(text, [.. people.Select(p => $"Practitioner/{p.Id}")]);
        world.RapidPro.Requests.Reset();

        var (status, id, outcome) = await world.PostAsync(request);

        Assert.True(status == HttpStatusCode.Accepted, string.Join(' ', outcome.Issue.Take(5).Select(i => i.Diagnostics)));
        var progress = await world.CompleteAsync(id!.Value, patience: TimeSpan.FromMinutes(7));
        Assert.Equal(Count, progress.Recipients["completed"]);
        var counts = world.RapidPro.Workspace.CountMessages(text);
        Assert.Equal(Count, counts.Count);
        Assert.All(counts.Values, n => Assert.Equal(1, n));
        Assert.Equal((Count + 99) / 100, world.RapidPro.Requests.Count("POST", "broadcasts"));
        Assert.Equal(Count, (await world.CommunicationsAsync(id.Value)).Count(c => c.Status == EventStatus.Completed));
    }
}
