using Mhero.Core.Storage.Audit;
using Mhero.Core.Storage.DeadLetters;
using Mhero.Core.Storage.Jobs;
using Mhero.Core.Storage.Retention;
using Mhero.Core.Storage.SyncLog;
using Microsoft.Extensions.Logging.Abstractions;

namespace Mhero.Core.Tests.Storage;

/// <summary>Rows of the state at their age.</summary>
public sealed class RetentionTests : IDisposable
{
    private readonly StorageApp _app = new();

    public void Dispose() => _app.Dispose();

    [Fact]
    public async Task RunAsync_OpenDeadLetters_GoAtTheirAgeAndAreCounted()
    {
        var old = await RecordAsync("old");
        var discarded = await RecordAsync("discarded");
        await _app.DeadLetters.DiscardAsync(discarded.Id, "Jane", "no use");
        _app.Time.Advance(TimeSpan.FromDays(200));
        var failedAgain = await RecordAsync("failed again");
        _app.Time.Advance(TimeSpan.FromDays(201));
        failedAgain = await RecordAsync("failed again");

        var counts = await RunAsync();

        Assert.Equal(1, counts["removed.deadLetters"]);
        Assert.Null(await _app.DeadLetters.FindAsync(old.Id));
        Assert.Null(await _app.DeadLetters.FindAsync(discarded.Id));
        Assert.NotNull(await _app.DeadLetters.FindAsync(failedAgain.Id));
        Assert.Equal(1, await _app.DeadLetters.CountAsync());
    }

    [Fact]
    public async Task RunAsync_Logs_AreKeptForTheirAges()
    {
        await _app.Audit.WriteAsync(new AuditEntry(new Operator("Jane"), AuditActions.Pause, "old"));
        var job = await _app.ReplayAllAsync(null);
        var running = await _app.Orders.StartAsync(new JobOrder(JobKinds.Recount), CancellationToken.None);
        _app.Time.Advance(TimeSpan.FromDays(31));

        var first = await RunAsync();
        Assert.Equal((1, 0), (first["removed.jobs"], first["removed.auditLog"]));
        Assert.Null(await _app.Orders.FindAsync(job.Id, CancellationToken.None));
        Assert.NotNull(await _app.Orders.FindAsync(running.Id, CancellationToken.None));

        _app.Time.Advance(TimeSpan.FromDays(700));
        var later = await RunAsync();
        Assert.Equal((1, 1), (later["removed.auditLog"], later["removed.syncLog"]));
        Assert.Empty((await _app.Audit.ListAsync(new AuditFilter(), 10, null)).Entries);
    }

    [Fact]
    public async Task RunAsync_OneKindFails_TheOthersAreRemovedAndTheLogNamesIt()
    {
        await _app.Audit.WriteAsync(new AuditEntry(new Operator("Jane"), AuditActions.Pause, "old"));
        _app.Time.Advance(TimeSpan.FromDays(731));
        var purge = new Purge([new Broken(), (IRetention)_app.Audit], _app.Runs, _app.Time, NullLogger<Purge>.Instance);

        var counts = await purge.RunAsync(CancellationToken.None);

        Assert.Equal(1, counts["removed.auditLog"]);
        Assert.Contains("broken", Assert.Single(await _app.Runs.RecentAsync(Purge.Kind, 1)).Error, StringComparison.Ordinal);
    }

    private Task<DeadLetter> RecordAsync(string subject) => _app.DeadLetters.RecordAsync("contacts", subject, "{}", "MH1001", "cause", 1);

    private Task<SyncCounts> RunAsync() => _app.Get<Purge>().RunAsync(CancellationToken.None);

    private sealed class Broken : IRetention
    {
        public string Name => "broken";

        public Task<int> PurgeAsync(Func<bool> isSpent, CancellationToken cancellationToken) => throw new IOException("broken");
    }
}
