using System.Net;
using Mhero.Core.RapidPro.Model;
using Mhero.Core.Sync.Groups;
using Mhero.Core.Sync.Groups.Ledger;
using Mhero.Core.Sync.Groups.Polling;
using Mhero.Core.Tests.Fixtures;

namespace Mhero.Core.Tests.Sync.Groups;

/// <summary>Two readings that create the same groups at the same time, and an answer that is lost.</summary>
public sealed class RapidProGroupWriterTests : IDisposable
{
    private const string Key = "rule|everyone|";

    private static readonly GroupRow Wanted = new() { Owner = GroupSource.Registry, Name = "Everyone", Title = "Everyone" };

    private readonly MemoryApp _app = new(_ => new HttpResponseMessage(HttpStatusCode.InternalServerError));

    public void Dispose() => _app.Dispose();

    [Theory]
    [InlineData(true, true)]
    [InlineData(false, false)]
    public async Task Ensure_NameIsTaken_TakesTheGroupUpIfAnotherReadingBeganToCreateItSince(bool begun, bool takesUp)
    {
        var group = new Group { Uuid = Guid.NewGuid(), Name = "Everyone" };
        await WriteAsync(Wanted with { Creating = begun });

        // This reading read the row before the other began, and RapidPro's groups after the other had created the group.
        var row = await EnsureAsync(new GroupStore([(Key, Wanted)], [group]));

        Assert.Equal(takesUp ? group.Uuid : null, row.Uuid);
        Assert.Equal(!takesUp, row.Owed);
    }

    [Fact]
    public async Task Save_AnotherReadingBeganToCreateTheGroupSince_KeepsThat()
    {
        await WriteAsync(Wanted with { Creating = true });
        var store = new GroupStore([(Key, Wanted)], []);
        store.Set(Key, Wanted with { Owed = true });

        await store.SaveAsync(_app.Get<GroupLedger>(), CancellationToken.None);

        Assert.True((await RowAsync()).Creating);
    }

    private async Task<GroupRow> EnsureAsync(GroupStore store)
    {
        var work = new PendingGroupChanges(store);
        work.Compare(Guid.NewGuid(), new MemberRow { Active = true }, [Key]);
        await _app.Get<RapidProGroupWriter>().EnsureAsync(store, work, CancellationToken.None);
        return await RowAsync();
    }

    private async Task WriteAsync(GroupRow row) => await _app.Get<GroupLedger>().Groups.ChangeAsync([Key], (_, _) => row, CancellationToken.None);

    private async Task<GroupRow> RowAsync() => (await _app.Get<GroupLedger>().Groups.FindAsync([Key], CancellationToken.None))[Key];
}
