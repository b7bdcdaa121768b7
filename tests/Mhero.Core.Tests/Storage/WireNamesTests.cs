using Mhero.Core.Storage;
using Mhero.Core.Sync.Contacts.Messages;
using Mhero.Core.Sync.Engine.Queueing;

namespace Mhero.Core.Tests.Storage;

/// <summary>Version 0.1 wrote these rows and messages; the present version reads them and writes the same names.</summary>
public sealed class WireNamesTests
{
    [Fact]
    public void BatchMessage_OfVersion01_IsRead()
    {
        var message = SyncJson.Read<BatchMessage<ContactItem>>("""{"run":"r1","slice":"s1","items":[{"worker":"Practitioner/7","attempts":2}]}""");

        Assert.Equal(("r1", "s1", "Practitioner/7", 2), (message.Run, message.Batch, message.Items[0].Worker, message.Items[0].Attempts));
    }

    [Fact]
    public void BatchMessage_Written_HasTheNamesOfVersion01() =>
        Assert.Equal("""{"run":"r1","slice":"s1","items":[]}""", SyncJson.Write(new BatchMessage<ContactItem> { Run = "r1", Batch = "s1" }));

    [Fact]
    public void SyncExecution_OfVersion01_IsRead()
    {
        const string Row = """{"kind":"contacts","startedAt":"2026-11-01T08:00:00+00:00","readingFinishedAt":"2026-11-01T08:00:01+00:00","counts":{"contactsCreated":3},"slices":4}""";

        var content = JsonSerializer.Deserialize(Row, StorageJson.Instance.SyncExecutionContent)!;

        Assert.Equal(("contacts", 4, 3), (content.Kind, content.Batches, content.Counts["contactsCreated"]));
    }
}
