using Mhero.Core.Storage.Jobs;
using Mhero.Core.Storage.Tables;
using Mhero.Core.Sync.Engine.Queueing;
using Mhero.Core.Sync.Engine.Writing;
using Mhero.Core.Sync.Runs;
using Mhero.Core.Tests.Fixtures;

namespace Mhero.Core.Tests.Sync.Runs;

/// <summary>Which responses a job extracts again, and where it goes on.</summary>
public sealed class ExtractAgainWorkTests : IDisposable
{
    private static readonly Guid Flow = Guid.Parse("4b2c1a55-0d7f-4f0e-9a3b-3a3d7b1b0a01");

    private readonly MemoryApp _app = new();

    public void Dispose() => _app.Dispose();

    [Fact]
    public async Task ItemsAsync_EachCondition_SelectsItsResponsesAndGoesOnAfterTheLast()
    {
        var keys = Enumerable.Range(1, 300).Select(i => $"{new Guid(i, 0, 0, new byte[8]):N}.{(i % 3 == 0 ? Flow : Guid.Empty):N}.{new Guid(i, 1, 0, new byte[8])}").ToList();
        await WriteAsync([.. keys.Select((key, i) => (key, Row($"r{i}", i)))]);
        await WriteAsync(($"{Guid.Empty:N}.{Flow:N}.~{Guid.NewGuid()}", Row("unnamed", 0)), ($"floip.{Flow:N}.{Guid.NewGuid()}", Row("session", 0)), (keys[0] + "x", new WriteRow()));

        Assert.Equal(301, await CountAsync(new ExtractAgainScope()));
        Assert.Equal(101, await CountAsync(new ExtractAgainScope { Flows = [Flow] }));
        Assert.Equal(10, await CountAsync(new ExtractAgainScope { Since = MemoryApp.Start.AddDays(290) }));
        Assert.Equal([keys[7]], await ItemsAsync(new ExtractAgainScope { Response = "r7" }));
        Assert.Empty(await ItemsAsync(new ExtractAgainScope { Response = "r7" }, keys[7]));

        var all = await ItemsAsync(new ExtractAgainScope());
        Assert.Equal(all[150..], await ItemsAsync(new ExtractAgainScope(), all[149]));
        Assert.Empty(await ItemsAsync(new ExtractAgainScope(), all[^1]));
    }

    private static WriteRow Row(string id, int day) => new() { Id = id, Hash = day.ToString(CultureInfo.InvariantCulture), Source = new SourceState(MemoryApp.Start.AddDays(day)) };

    private Task<IReadOnlyDictionary<string, string?>> WriteAsync(params (string Key, WriteRow Row)[] rows) =>
        _app.GetKeyed<DocumentTable>(WriteLedger.Table).WriteAsync(RunKeys.Partition, [.. rows.Select(row => new Document(row.Key, SyncJson.Write(row.Row)))]);

    private async Task<int> CountAsync(ExtractAgainScope scope) => (await ItemsAsync(scope)).Count;

    private async Task<List<string>> ItemsAsync(ExtractAgainScope scope, string? after = null)
    {
        var work = _app.Get<IEnumerable<IJobWork>>().Single(work => work.Kind == JobKinds.Extract);
        var job = new JobRow { Id = "1", Kind = work.Kind, State = JobStates.Running, CreatedAt = _app.Time.GetUtcNow(), Argument = SyncJson.Write(scope), After = after, Total = after is null ? null : 300 };
        return await work.ItemsAsync(job, CancellationToken.None).ToListAsync();
    }
}
