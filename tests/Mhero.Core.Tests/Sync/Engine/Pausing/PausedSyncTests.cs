using System.Net;
using Mhero.Core.Messaging;
using Mhero.Core.Messaging.Reminders;
using Mhero.Core.Monitoring;
using Mhero.Core.Storage;
using Mhero.Core.Storage.Pauses;
using Mhero.Core.Storage.Queues;
using Mhero.Core.Storage.SyncLog;
using Mhero.Core.Sync.Engine;
using Mhero.Core.Tests.Fixtures;

namespace Mhero.Core.Tests.Sync.Engine.Pausing;

/// <summary>A paused direction: its timer reads nothing, its messages wait without using attempts, and nothing is lost.</summary>
public sealed class PausedSyncTests : IDisposable
{
    private const string Outgoing = """{"items":[{"request":"0b1f6f8c-0000-0000-0000-000000000001","attempts":3}]}""";

    private int _requests;
    private readonly MemoryApp _app;

    public PausedSyncTests() => _app = new(_ =>
    {
        _requests++;
        return new HttpResponseMessage(HttpStatusCode.OK) { Content = new StringContent("""{"next":null,"previous":null,"results":[]}""", Encoding.UTF8, "application/json") };
    });

    private SyncLogStore Log => _app.Get<SyncLogStore>();

    public void Dispose() => _app.Dispose();

    [Fact]
    public async Task ReadAsync_Paused_ReadsNothingAndSaysSoOnce()
    {
        await PauseAsync(SyncKinds.Runs);

        var first = await SyncOf(SyncKinds.Runs).ReadAsync(SyncKinds.Runs, CancellationToken.None);
        _app.Time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(first, await SyncOf(SyncKinds.Runs).ReadAsync(SyncKinds.Runs, CancellationToken.None));

        Assert.Equal(0, _requests);
        Assert.StartsWith("MH4065", Assert.Single(await Log.RecentAsync(SyncKinds.Runs, 10)).Error, StringComparison.Ordinal);

        await ResumeAsync(SyncKinds.Runs);
        await SyncOf(SyncKinds.Runs).ReadAsync(SyncKinds.Runs, CancellationToken.None);
        Assert.Null((await Log.RecentAsync(SyncKinds.Runs, 1))[0].Error);
        Assert.NotEqual(0, _requests);
    }

    [Theory]
    [InlineData(SyncKinds.Contacts, "contacts", """{"slice":"contacts-3","run":"r","items":[{"worker":"Practitioner/1","attempts":4}]}""", true)]
    [InlineData(SyncKinds.Contacts, "contacts", """{"slice":"contacts-3~1","run":"r","items":[{"worker":"Practitioner/1"}]}""", true)]
    [InlineData(SyncKinds.Contacts, "contacts", """{"items":[{"worker":"Practitioner/1"}]}""", true)]
    [InlineData(SyncKinds.Contacts, "contacts", """{"read":"Registry"}""", false)]
    [InlineData(SyncKinds.Registry, "contacts", """{"read":"Registry"}""", true)]
    [InlineData(SyncKinds.Registry, "contacts", """{"slice":"registry-1","items":[{"worker":"Practitioner/1"}]}""", true)]
    [InlineData(SyncKinds.Registry, "contacts", """{"slice":"contacts-1","items":[{"worker":"Practitioner/1"}]}""", false)]
    [InlineData(Directions.All, "contacts", """{"slice":"contacts-1","items":[{"worker":"Practitioner/1"}]}""", true)]
    public async Task HandleAsync_Paused_PutsTheMessageBackAsItIs(string direction, string queue, string message, bool waits)
    {
        await PauseAsync(direction);

        await IgnoringFaultsAsync(() => SyncOf(SyncKinds.Contacts).HandleAsync(message, CancellationToken.None));

        Assert.Equal(waits ? 0 : 1, Math.Min(1, _requests));
        if (waits)
        {
            Assert.Null(await TakeAsync(queue));
            _app.Time.Advance(TimeSpan.FromMinutes(1));
            Assert.Equal(message, await TakeAsync(queue));
        }
    }

    [Fact]
    public async Task HandleAsync_OutgoingMessagesPaused_WaitUntilTheyAreResumed()
    {
        await PauseAsync(Directions.Communications);
        var sending = _app.Get<MessageSending>();

        await sending.HandleAsync(Outgoing, CancellationToken.None);
        _app.Time.Advance(TimeSpan.FromMinutes(1));
        var again = await TakeAsync("communications");
        Assert.Equal(Outgoing, again);

        await ResumeAsync(Directions.Communications);
        await sending.HandleAsync(again!, CancellationToken.None);
        Assert.Equal(0, await _app.Get<MessageQueues>().DepthAsync("communications"));
    }

    [Fact]
    public async Task HandleAsync_MessageThatCannotBeRead_IsADeadLetterAlsoInAPause()
    {
        await PauseAsync(SyncKinds.Contacts);

        await SyncOf(SyncKinds.Contacts).HandleAsync("//79", CancellationToken.None);

        Assert.Equal("MH4012", Assert.Single(await _app.Get<Core.Storage.DeadLetters.DeadLetterStore>().ListAsync(null, 10)).Code);
    }

    [Fact]
    public async Task SendDueAsync_Paused_SendsNothingAndTheLogSaysSo()
    {
        await PauseAsync(Directions.Reminders);

        await _app.Get<ReminderSender>().SendDueAsync();

        Assert.Equal(0, _requests);
        Assert.StartsWith("MH4065", Assert.Single(await Log.RecentAsync(Directions.Reminders, 10)).Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task StatusReader_Paused_ShowsThePause()
    {
        await PauseAsync(SyncKinds.Runs);

        var pause = Assert.Single((await _app.Get<StatusReader>().ReadAsync(CancellationToken.None)).Pauses);

        Assert.Equal((SyncKinds.Runs, "Jane", "maintenance"), (pause.Direction, pause.By, pause.Reason));
    }

    /// <summary>The registry of this test answers nothing that a sync could use.</summary>
    private static async Task IgnoringFaultsAsync(Func<Task> handle)
    {
        try
        {
            await handle();
        }
        catch (InvalidOperationException)
        {
            // Only whether it was handled at all counts here.
        }
    }

    private ISync SyncOf(string kind) => _app.Get<IServiceProvider>().GetRequiredKeyedService<ISync>(kind);

    private async Task PauseAsync(string direction) => await _app.Get<PauseSwitch>().PauseAsync(direction, "Jane", "maintenance", CancellationToken.None);

    private async Task ResumeAsync(string direction) => await _app.Get<PauseSwitch>().ResumeAsync(direction, CancellationToken.None);

    private async Task<string?> TakeAsync(string queue)
    {
        await _app.Get<MessageQueues>().EnsureAsync([queue]);
        var client = _app.Get<IStorageClients>().Queue(queue);
        if ((await client.ReceiveMessagesAsync(1)).Value is not [var message])
        {
            return null;
        }

        await client.DeleteMessageAsync(message.MessageId, message.PopReceipt);
        return message.MessageText;
    }
}
