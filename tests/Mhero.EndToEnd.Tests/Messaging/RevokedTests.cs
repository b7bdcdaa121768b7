using System.Net;
using Hl7.Fhir.Model;
using Mhero.Core.Fhir;
using Mhero.Core.Messaging.Requests;
using Task = System.Threading.Tasks.Task;

namespace Mhero.EndToEnd.Tests.Messaging;

/// <summary>
/// Requests that are revoked. Their world is their own: a message that waits for its time stays hidden on the queue after it, so that other tests would not see the app idle.
/// </summary>
public sealed class RevokedTests(MessagingWorld world) : IClassFixture<MessagingWorld>
{
    [Fact]
    public async Task Put_Revoked_StopsWhatWasNotSent()
    {
        var people = await world.AddPeopleAsync(2);
        var text = "Too late " + Guid.NewGuid();
        var request = MessagingWorld.Request(text, [.. people.Select(p => $"Practitioner/{p.Id}")]);
        request.Occurrence = new FhirDateTime(DateTimeOffset.UnixEpoch.AddYears(120));
        var (_, id, _) = await world.PostAsync(request);
        using var client = world.Client();
        request.Status = RequestStatus.Revoked;

        using var answer = await client.PutAsync($"fhir/CommunicationRequest/{id}", new ByteArrayContent(FhirJson.Serialize(request)));

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        var progress = await world.Sync.Host.Services.GetRequiredService<MessageRequests>().FindAsync(id!.Value);
        Assert.Equal(RequestState.Revoked, progress!.State);
        Assert.Equal(2, progress.Recipients["leftOut"]);
        Assert.Empty(world.RapidPro.Workspace.CountMessages(text));
    }
}
