using Mhero.Core.Operating;
using Mhero.Core.Storage.Audit;
using Mhero.Core.Storage.Jobs;
using Mhero.Core.Storage.Pauses;
using Mhero.Core.Storage.Queues;
using Mhero.Core.Sync.Engine;
using Mhero.Core.Tests.Fixtures;

namespace Mhero.Core.Tests.Operating;

/// <summary>An operator's orders to syncs: which queues get them, and the audit log of them.</summary>
public sealed class SyncActionsTests : IDisposable
{
    private readonly TwoSidesApp _app = new();

    private SyncActions Actions => _app.Get<SyncActions>();

    public void Dispose() => _app.Dispose();

    [Fact]
    public void Kinds_AllSyncs_AreTheirPollersInOrder()
    {
        var pollers = _app.Get<IEnumerable<ISync>>().SelectMany(sync => sync.Pollers).ToList();

        Assert.Contains("contacts", pollers);
        Assert.Equal(pollers.Order(StringComparer.Ordinal), Actions.Kinds);
    }

    [Theory]
    [InlineData("contacts")]
    [InlineData("CONTACTS")]
    public async Task StartAsync_KindOfASync_OrdersEachOfItsPollers(string kind)
    {
        var sync = _app.Get<IEnumerable<ISync>>().First(s => s.Kind == "contacts");

        Assert.Equal(sync.Pollers, await Actions.StartAsync(kind, TwoSidesApp.Jane, CancellationToken.None));

        Assert.Equal(sync.Pollers.Count, await _app.Get<MessageQueues>().DepthAsync(sync.Queue));
        var entry = Assert.Single(await _app.AuditAsync());
        Assert.Equal((AuditActions.StartSync, "contacts", string.Join(", ", sync.Pollers)), (entry.Action, entry.Item, entry.After));
    }

    [Fact]
    public async Task StartAsync_OnePoller_OrdersItAlone()
    {
        var sync = _app.Get<IEnumerable<ISync>>().First(s => s.Pollers.Count > 1);
        var poller = sync.Pollers.First(p => p != sync.Kind);

        Assert.Equal([poller], await Actions.StartAsync(poller.ToUpperInvariant(), TwoSidesApp.Jane, CancellationToken.None));

        Assert.Equal(1, await _app.Get<MessageQueues>().DepthAsync(sync.Queue));
        Assert.Equal((sync.Kind, poller), (Assert.Single(await _app.AuditAsync()).Item, (await _app.AuditAsync())[0].After));
    }

    [Fact]
    public async Task StartAsync_UnknownKind_OrdersNothing()
    {
        Assert.Empty(await Actions.StartAsync("contact", TwoSidesApp.Jane, CancellationToken.None));
        Assert.Empty(await _app.AuditAsync());
    }

    [Theory]
    [InlineData(true, "allowed")]
    [InlineData(false, null)]
    public async Task ReconcileAsync_Operator_IsAJobWithAnEntry(bool confirm, string? detail)
    {
        var job = await Actions.ReconcileAsync(confirm, TwoSidesApp.Jane, CancellationToken.None);

        Assert.Equal((JobKinds.Reconcile, "Jane"), (job.Kind, job.By));
        Assert.Equal(detail is not null, (await _app.Get<JobStore>().FindAsync(job.Id, CancellationToken.None))!.Argument is not null);
        var entry = Assert.Single(await _app.AuditAsync());
        Assert.Equal((AuditActions.StartSync, "contacts", JobKinds.Reconcile, detail is not null), (entry.Action, entry.Item, entry.After, entry.Detail is not null));
    }

    [Fact]
    public async Task ReconcileAsync_Timer_HasNoEntry()
    {
        var job = await Actions.ReconcileAsync(false, null, CancellationToken.None);

        Assert.Null(job.By);
        Assert.Empty(await _app.AuditAsync());
    }

    [Fact]
    public async Task PauseAndResumeAsync_Direction_IsPausedUntilResumed()
    {
        var pause = await Actions.PauseAsync("contacts", "a test", TwoSidesApp.Jane, CancellationToken.None);
        Assert.Equal(("contacts", "Jane", "a test"), (pause!.Direction, pause.By, pause.Reason));
        _app.App.Time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal([pause], await Actions.ResumeAsync("contacts", "over", TwoSidesApp.Jane, CancellationToken.None));

        Assert.Empty(await _app.Get<PauseSwitch>().ListAsync(CancellationToken.None));
        var entries = await _app.AuditAsync();
        Assert.Equal([(AuditActions.Pause, "contacts", "a test"), (AuditActions.Resume, "contacts", "over")], entries.Select(e => (e.Action, e.Item!, e.Detail!)));
        Assert.Contains("a test", entries[1].Before, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ResumeAsync_All_EndsEveryPause()
    {
        await Actions.PauseAsync("contacts", "a test", TwoSidesApp.Jane, CancellationToken.None);
        await Actions.PauseAsync(Directions.Reminders, "a test", TwoSidesApp.Jane, CancellationToken.None);

        Assert.Equal(2, (await Actions.ResumeAsync(Directions.All, null, TwoSidesApp.Jane, CancellationToken.None))!.Count);
        Assert.Empty(await _app.Get<PauseSwitch>().ListAsync(CancellationToken.None));
    }

    [Theory]
    [InlineData("contact")]
    [InlineData("Contacts")]
    public async Task PauseAndResumeAsync_UnknownDirection_IsNull(string direction)
    {
        Assert.Null(await Actions.PauseAsync(direction, "a test", TwoSidesApp.Jane, CancellationToken.None));
        Assert.Null(await Actions.ResumeAsync(direction, null, TwoSidesApp.Jane, CancellationToken.None));
        Assert.Empty(await _app.AuditAsync());
    }
}
