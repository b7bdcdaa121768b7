using Mhero.Core.Floip;
using Mhero.Core.Floip.Results;
using Mhero.Core.Mapping.Floip;
using Mhero.Core.Sync.FlowResults.Sessions;
using Mhero.Core.Tests.Fixtures;

namespace Mhero.Core.Tests.Sync.FlowResults;

/// <summary>A reading remembers the sessions that it stored; another process may have stored or changed them all the same.</summary>
public sealed class SessionStoreTests : IDisposable
{
    private readonly MemoryApp _app = new();
    private readonly SessionStore _store;

    public SessionStoreTests() => _store = _app.Get<SessionStore>();

    public void Dispose() => _app.Dispose();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Add_SessionGoesOnOnTheNextPage_HasTheRowsOfBoth(bool isFirst)
    {
        var recent = new RecentSessions(isFirst);
        await AddAsync(recent, Row("1", "a"), Row("2", "b"));

        var added = await AddAsync(recent, Row("3", "a"), Row("4", "c"));

        Assert.Equal([Id("a"), Id("c")], added.Changed);
        Assert.Equal(["1", "3"], await RowsOfAsync("a"));
        Assert.Equal(["4"], await RowsOfAsync("c"));
    }

    [Fact]
    public async Task Add_SessionThatWasExpectedToBeNewIsStored_KeepsItsRows()
    {
        await AddAsync(new RecentSessions(false), Row("1", "a"), Row("2", "b"), Row("3", "c"));

        var added = await AddAsync(new RecentSessions(isFirst: true), Row("4", "a"), Row("5", "b"), Row("6", "d"), Row("3", "c"));

        Assert.Equal(["1", "4"], await RowsOfAsync("a"));
        Assert.Equal(["2", "5"], await RowsOfAsync("b"));
        Assert.Equal(["3"], await RowsOfAsync("c"));
        Assert.Equal(["6"], await RowsOfAsync("d"));
        Assert.Equal([Id("a"), Id("b"), Id("c"), Id("d")], added.Sessions.OrderBy(s => Array.IndexOf([Id("a"), Id("b"), Id("c"), Id("d")], s)));
    }

    [Fact]
    public async Task Add_AnotherProcessChangedTheSessionMeanwhile_KeepsTheRowsOfBoth()
    {
        var recent = new RecentSessions(isFirst: true);
        await AddAsync(recent, Row("1", "a"));
        await AddAsync(new RecentSessions(false), Row("2", "a"));

        await AddAsync(recent, Row("3", "a"));

        Assert.Equal(["1", "2", "3"], await RowsOfAsync("a"));
    }

    [Fact]
    public async Task Add_FindingOfASessionThatIsWrittenTwice_IsReportedOnce()
    {
        await AddAsync(new RecentSessions(false), Row("1", "a"));

        var added = await AddAsync(new RecentSessions(isFirst: true), Row("1", "a") with { QuestionId = "other" }, Row("2", "a"));

        Assert.Equal([FloipCodes.RowDuplicate], added.Issues.Select(i => i.Code));
    }

    [Fact]
    public async Task Find_MoreSessionsThanAReadingRemembers_AreReadFromTheStorage()
    {
        var recent = new RecentSessions(isFirst: true);
        for (var page = 0; page < 10; page++)
        {
            await AddAsync(recent, [.. Enumerable.Range(0, 500).Select(i => Row($"{page}-{i}", $"s{page}-{i / 10}", new string('x', 1_000)))]);
        }

        Assert.Null(recent.Find(Id("s0-0")));
        await AddAsync(recent, Row("last", "s0-0"));

        Assert.Equal(11, (await RowsOfAsync("s0-0")).Count);
    }

    private static Guid Id(string session) => FloipIds.Session("viamo", "p", session);

    private Task<SessionAddition> AddAsync(RecentSessions recent, params ResultsRow[] rows) => _store.AddAsync("viamo", "p", rows, recent, CancellationToken.None);

    private async Task<IReadOnlyList<string>> RowsOfAsync(string session) =>
        [.. (await _store.FindAsync(FloipIds.Package("viamo", "p"), [Id(session)], CancellationToken.None))[Id(session)].Rows.Select(r => r.RowId)];

    private ResultsRow Row(string id, string session, string text = "x") => new()
    {
        RowId = id,
        SessionId = session,
        ContactId = "c",
        QuestionId = "q",
        Time = _app.Time.GetUtcNow(),
        Response = new RowResponse([text], false),
    };
}
