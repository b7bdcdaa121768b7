using Hl7.Fhir.Model;
using Mhero.Core.Messaging;
using Mhero.Core.Messaging.Outbox;
using Mhero.Core.Messaging.Recipients;
using Mhero.Core.Messaging.Requests;
using Mhero.Core.Tests.Fixtures;
using Task = System.Threading.Tasks.Task;

namespace Mhero.Core.Tests.Messaging;

/// <summary>Requests whose preparation ended half-way, and recipients that the registry does not have.</summary>
public sealed class MessageRequestsTests
{
    [Fact]
    public async Task Create_PreparationOfAProcessThatDied_SaysWhenARepeatBeginsAgainAndThenDoes()
    {
        using var app = new MemoryApp(new PassingTime(MemoryApp.Start));
        var order = new MessageOrder { Key = "k", Content = MessageContent.OfText("Hello", "eng"), ResolvedRecipients = new ResolvedRecipients([], []) };
        var dead = new RequestRow { Id = MessageRequests.IdOf("k"), Hash = "h", State = RequestState.Preparing, Content = order.Content, CreatedAt = app.Time.GetUtcNow(), ClaimedAt = app.Time.GetUtcNow() };
        await app.Get<OutboxTable>().TryWriteRequestAsync(dead, null, CancellationToken.None);

        var refusal = await Assert.ThrowsAsync<TimeoutException>(() => app.Get<MessageRequests>().CreateAsync(order));
        Assert.Contains("2026-03-04T08:10:00Z", refusal.Message, StringComparison.Ordinal);

        app.Time.SetUtcNow(new DateTimeOffset(2026, 3, 4, 8, 10, 1, TimeSpan.Zero));
        Assert.False((await app.Get<MessageRequests>().CreateAsync(order)).IsRepeat);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Resolve_OneOfTwoIsNotInTheRegistry_IsLeftOutOrRefusedByTheSetting(bool isStrict)
    {
        using var app = new MemoryApp(Answer, ("Mhero:Messaging:StrictRecipients", isStrict ? "true" : "false"));
        RecipientTarget[] targets =
        [
            new(new ResourceReference("Practitioner/known"), "CommunicationRequest.recipient[0]"),
            new(new ResourceReference("Practitioner/deleted"), "CommunicationRequest.recipient[1]"),
        ];

        if (isStrict)
        {
            var refusal = await Assert.ThrowsAsync<MessageRefusedException>(() => app.Get<RecipientResolver>().ResolveAsync(targets, false));
            Assert.Equal((MessagingCodes.UnknownReference, "CommunicationRequest.recipient[1]"), (Assert.Single(refusal.Faults).Code, refusal.Faults[0].Path));
        }
        else
        {
            var found = await app.Get<RecipientResolver>().ResolveAsync(targets, false);
            Assert.Contains(found.LeftOut, l => l.Code == MessagingCodes.UnknownReference && l.Path == "CommunicationRequest.recipient[1]");
        }
    }

    private static HttpResponseMessage Answer(HttpRequestMessage request)
    {
        var practitioner = """{"resourceType":"Practitioner","id":"known","active":true,"name":[{"family":"Uwase"}]}""";
        return request.RequestUri!.AbsolutePath.EndsWith("/metadata", StringComparison.Ordinal)
            ? AnsweringHandler.Fhir("""{"resourceType":"CapabilityStatement","fhirVersion":"4.0.1"}""")
            : request.RequestUri.PathAndQuery.Contains("Practitioner", StringComparison.Ordinal) && request.RequestUri.PathAndQuery.Contains("known", StringComparison.Ordinal)
                ? AnsweringHandler.Fhir("{\"resourceType\":\"Bundle\",\"type\":\"searchset\",\"entry\":[{\"resource\":" + practitioner + ",\"search\":{\"mode\":\"match\"}}]}")
                : AnsweringHandler.Fhir("""{"resourceType":"Bundle","type":"searchset"}""");
    }
}
