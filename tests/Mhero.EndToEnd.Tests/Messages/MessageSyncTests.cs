using Hl7.Fhir.Model;
using Mhero.Core.Fhir;
using Mhero.EndToEnd.Tests.Runs;
using Mhero.Simulator;
using Task = System.Threading.Tasks.Task;

namespace Mhero.EndToEnd.Tests.Messages;

/// <summary>Messages of RapidPro, read by the timer, end as Communications in the registry.</summary>
public sealed class MessageSyncTests(RunWorld world) : IClassFixture<RunWorld>
{
    [Fact]
    public async Task InboxMessage_BecomesACommunication_AndASecondRoundWritesNothing()
    {
        var (contact, worker) = await world.AddLinkedAsync();
        var message = world.RapidPro.Workspace.AddMessage(new SimulatedMessage
        {
            Contact = contact.Uuid,
            Text = "The fridge is broken",
            Attachments = [new("image/jpeg", "https://example.org/fridge.jpg")],
        });

        var counts = await world.ReadAsync("messages");
        var communication = await CommunicationOfAsync(message);

        Assert.True(counts["communicationsCreated"] > 0);
        Assert.Equal($"Practitioner/{worker.Id}", communication.Sender?.Reference);
        Assert.Equal(("inbox", EventStatus.Completed, "SMSWRIT"), (communication.Category.Single().Coding.Single().Code, communication.Status, communication.Medium.Single().Coding.Single().Code));
        Assert.NotNull(communication.Received);
        Assert.Equal("The fridge is broken", Assert.IsType<FhirString>(communication.Payload[0].Content).Value);
        var photo = Assert.IsType<Attachment>(communication.Payload[1].Content);
        Assert.Equal(("image/jpeg", "https://example.org/fridge.jpg"), (photo.ContentType, photo.Url));

        world.Registry.Reset();
        await world.ReadAsync("messages");
        Assert.Empty(world.Registry.Calls.SelectMany(c => c.Writes));
    }

    [Fact]
    public async Task UnknownSender_IsKeptByItsIdentifier()
    {
        var contact = world.AddContact();
        var message = world.RapidPro.Workspace.AddMessage(new SimulatedMessage { Contact = contact.Uuid, Text = "Who am I?" });

        await world.ReadAsync("messages");

        var sender = (await CommunicationOfAsync(message)).Sender!;
        Assert.Equal((null, MheroSystems.ContactUuid, contact.Uuid.ToString()), (sender.Reference, sender.Identifier?.System, sender.Identifier?.Value));
    }

    [Fact]
    public async Task All_TakesPromptsAndAnswersOfRunsToo_AndFollowsTheirDelivery()
    {
        var (contact, worker) = await world.AddLinkedAsync();
        var flow = world.AddFlow("Asks", ("Age", "number"));
        var prompt = world.RapidPro.Workspace.AddMessage(new SimulatedMessage { Contact = contact.Uuid, Direction = "out", Status = "wired", Text = "Age?", Flow = flow.Uuid });
        var answer = world.RapidPro.Workspace.AddMessage(new SimulatedMessage { Contact = contact.Uuid, Text = "3", Flow = flow.Uuid });
        await world.ReadAsync("messages");
        Assert.Empty(await FindAsync(prompt));
        Assert.Empty(await FindAsync(answer));

        await using var host = await world.StartHostAsync(world.SettingsWith(("Mhero:Messages:Select", "All")));
        await world.ReadAsync("messages", host);
        var sent = await CommunicationOfAsync(prompt);
        Assert.Equal((EventStatus.InProgress, "flow", $"Practitioner/{worker.Id}"), (sent.Status, sent.Category.Single().Coding.Single().Code, sent.Recipient.Single().Reference));
        Assert.Equal(EventStatus.Completed, (await CommunicationOfAsync(answer)).Status);

        foreach (var (status, expected) in new[] { ("sent", EventStatus.Completed), ("failed", EventStatus.NotDone), ("delivered", EventStatus.Completed) })
        {
            world.RapidPro.Workspace.EditMessage(prompt.Id, m => m with { Status = status });
            await world.ReadAsync("messages", host);
            var now = await CommunicationOfAsync(prompt);
            Assert.Equal((sent.Id, expected), (now.Id, now.Status));
        }

        world.Registry.Reset();
        await world.ReadAsync("messages", host);
        Assert.Empty(world.Registry.Calls.SelectMany(c => c.Writes));
    }

    [Fact]
    public async Task RegistryFails_EveryMessageIsThereOnceInTheEnd()
    {
        var (contact, _) = await world.AddLinkedAsync();
        var messages = Enumerable.Range(0, 12).Select(i => world.RapidPro.Workspace.AddMessage(new SimulatedMessage { Contact = contact.Uuid, Text = $"Message {i}" })).ToList();
        var failed = 0;
        world.Registry.Plan = call => call.Writes.Any() && Interlocked.Increment(ref failed) <= 4 ? Fixtures.FhirFault.DropAfterWork : Fixtures.FhirFault.None;

        await world.ReadAsync("messages");
        world.Registry.Reset();

        Assert.All(messages, m => Assert.Single(FindAsync(m).Result));
    }

    private async Task<Communication> CommunicationOfAsync(SimulatedMessage message) => Assert.Single(await FindAsync(message));

    private async Task<List<Communication>> FindAsync(SimulatedMessage message) =>
        [.. (await world.Fhir.SearchAsync(new FhirSearch("Communication").Where("identifier", MheroSystems.MessageId, message.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)))).Matches.OfType<Communication>()];
}
