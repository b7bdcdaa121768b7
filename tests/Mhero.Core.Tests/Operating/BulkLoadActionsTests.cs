using Mhero.Core.Operating;
using Mhero.Core.Storage.Audit;
using Mhero.Core.Tests.Fixtures;

namespace Mhero.Core.Tests.Operating;

/// <summary>An operator's orders to the bulk load, and the audit log of them.</summary>
public sealed class BulkLoadActionsTests : IDisposable
{
    private readonly TwoSidesApp _app = new();

    private BulkLoadActions Actions => _app.Get<BulkLoadActions>();

    public void Dispose() => _app.Dispose();

    [Fact]
    public async Task StartAsync_Twice_IsOneLoad()
    {
        var first = await Actions.StartAsync(7, TwoSidesApp.Jane, CancellationToken.None);
        _app.App.Time.Advance(TimeSpan.FromSeconds(1));
        var second = await Actions.StartAsync(null, TwoSidesApp.Jane, CancellationToken.None);

        Assert.Equal((first.Id, 7), (second.Id, second.Threshold));
        Assert.Equal([(AuditActions.StartBulkLoad, "bulk-load", "7"), (AuditActions.StartBulkLoad, "bulk-load", null)], (await _app.AuditAsync()).Select(e => (e.Action, e.Item, e.Detail)));
    }

    [Fact]
    public async Task ReleaseAsync_NoLoad_IsNullWithoutAnEntry()
    {
        Assert.Null(await Actions.ReleaseAsync(TwoSidesApp.Jane, CancellationToken.None));
        Assert.Empty(await _app.AuditAsync());
    }

    [Fact]
    public async Task ReleaseAsync_Load_NotesTheStateThatItHad()
    {
        var load = await Actions.StartAsync(null, TwoSidesApp.Jane, CancellationToken.None);
        _app.App.Time.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal(load.Id, (await Actions.ReleaseAsync(TwoSidesApp.Jane, CancellationToken.None))!.Id);

        var entry = (await _app.AuditAsync())[^1];
        Assert.Equal((AuditActions.ReleaseBulkLoad, "bulk-load", load.State), (entry.Action, entry.Item, entry.Before));
    }
}
