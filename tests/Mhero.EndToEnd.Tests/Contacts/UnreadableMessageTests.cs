using Azure.Storage.Queues;
using Mhero.Core.Storage.DeadLetters;
using Mhero.Core.Storage.Queues;
using Task = System.Threading.Tasks.Task;

namespace Mhero.EndToEnd.Tests.Contacts;

/// <summary>What others put on the queues is kept with its bytes, and stops nothing.</summary>
public sealed class UnreadableMessageTests(SyncWorld world) : IClassFixture<SyncWorld>
{
    private static readonly byte[] Binary = [0xff, 0xfe, 0x00, 0xc3, 0x28];

    public static TheoryData<string> Queues => new("ContactsQueue", "GroupsQueue", "FlowsQueue", "RunsQueue", "MessagesQueue", "CommunicationsQueue", "OptOutsQueue", "ReportsQueue", "JobsQueue");

    [Theory]
    [MemberData(nameof(Queues))]
    public async Task Message_IsNotOneOfOurs_IsOneDeadLetterWithItsBytes(string setting)
    {
        var name = world.Settings[setting]!;
        var contents = new List<(string Text, byte[] Bytes)>
        {
            ("not base64 at all!", "not base64 at all!"u8.ToArray()),
            ("""{"hello":1}""", """{"hello":1}"""u8.ToArray()),
            (Convert.ToBase64String("""{"hello":2}"""u8), """{"hello":2}"""u8.ToArray()),
            ("[]", "[]"u8.ToArray()),
            ("", []),
            ("""{"items":[]}""", """{"items":[]}"""u8.ToArray()),
            ("""{"items":[null]}""", """{"items":[null]}"""u8.ToArray()),
            ("""{"items":[{}]}""", """{"items":[{}]}"""u8.ToArray()),
            ("""{"read":"nothing that is read"}""", """{"read":"nothing that is read"}"""u8.ToArray()),
            (Convert.ToBase64String(Binary), Binary),
        };
        foreach (var queue in new[] { name, name + "-poison" })
        {
            var client = world.Queue(queue, QueueMessageEncoding.None);
            await client.CreateIfNotExistsAsync();
            foreach (var (text, _) in contents)
            {
                await client.SendMessageAsync(text);
            }
        }

        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        await world.Host.WaitUntilIdleAsync(patience.Token);

        // What comes on the poison queue too is the same dead letter.
        var letters = await world.Host.Services.GetRequiredService<DeadLetterStore>().ListAsync(name, 100);
        var unreadable = letters.Where(l => l.Code == "MH4012").Select(l => JsonNode.Parse(l.Payload)!["raw"]!.GetValue<string>()).ToList();
        Assert.Equal(contents.Select(c => Convert.ToBase64String(c.Bytes)).Order(), unreadable.Order());
        Assert.Equal((0, 0), (await DepthAsync(name), await DepthAsync(name + "-poison")));
        Assert.All(letters, l => Assert.DoesNotContain("hello", l.Cause));
    }

    [Fact]
    public async Task DeadLetterOfAnUnreadableMessage_Replayed_IsTheSameDeadLetter()
    {
        var name = world.Settings["ContactsQueue"]!;
        await world.Host.Services.GetRequiredService<MessageQueues>().SendAsync(name, "some other words");
        await world.Host.WaitUntilIdleAsync();
        var letters = world.Host.Services.GetRequiredService<DeadLetterStore>();
        var before = (await letters.ListAsync(name, 100)).Single(l => Bytes(l) == "some other words");

        await letters.ReplayAsync(before.Id);
        await world.Host.WaitUntilIdleAsync();

        var after = (await letters.FindAsync(before.Id))!;
        Assert.Equal((before.Payload, 1), (after.Payload, after.Replays));
        await letters.RemoveAsync(after.Id);
    }

    private static string Bytes(DeadLetter letter) =>
        Encoding.UTF8.GetString(Convert.FromBase64String(JsonNode.Parse(letter.Payload)?["raw"]?.GetValue<string>() ?? ""));

    private Task<int> DepthAsync(string queue) => world.Host.Services.GetRequiredService<MessageQueues>().DepthAsync(queue);
}
