using Mhero.Core.Floip;
using Mhero.Core.Floip.Results;
using Mhero.Core.Storage.Tables;
using Mhero.Core.Sync.Engine.Queueing;
using Mhero.Core.Sync.FlowResults.Sessions;

namespace Mhero.Core.Tests.Sync.FlowResults;

public sealed class SessionMergeTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 20, 0, 0, 0, TimeSpan.Zero);
    private readonly List<FloipIssue> _issues = [];

    [Fact]
    public void Add_RowsThatAreStored_ChangesNothing()
    {
        var before = SessionMerge.Add(null, "s", [Row("1"), Row("2")], Now, _issues);

        Assert.Same(before, SessionMerge.Add(before, "s", [Row("2")], Now.AddDays(1), _issues));
        Assert.Empty(_issues);
    }

    [Fact]
    public void Add_TailOfAStoredSession_KeepsItsBeginning()
    {
        var before = SessionMerge.Add(null, "s", [Row("1"), Row("2")], Now, _issues);

        Assert.Equal(["1", "2", "3"], SessionMerge.Add(before, "s", [Row("3", second: 3)], Now, _issues)!.Rows.Select(r => r.RowId));
    }

    [Fact]
    public void Add_ClockThatWentBack_StillMakesANewerState()
    {
        var before = SessionMerge.Add(null, "s", [Row("1")], Now, _issues)!;

        Assert.True(SessionMerge.Add(before, "s", [Row("2")], Now.AddHours(-1), _issues)!.ChangedAt > before.ChangedAt);
    }

    [Fact]
    public void Add_StoredAndReadBack_IsTheSameSession()
    {
        var stored = SessionMerge.Add(null, "s", [Row("1") with { Metadata = new Dictionary<string, string> { ["format"] = "image/jpeg" }, IsZoneAssumed = true }], Now, _issues)!;

        var read = SyncJson.Read<SessionRow>(SyncJson.Write(stored));

        Assert.Same(read, SessionMerge.Add(read, "s", stored.Rows, Now, _issues));
        Assert.True(Assert.Single(read.Rows).IsZoneAssumed);
        Assert.Equal("image/jpeg", read.Rows[0].Metadata["format"]);
    }

    [Fact]
    public void Add_RowThatIsTooLarge_IsLeftOutAndReported()
    {
        var session = SessionMerge.Add(null, "s", [Row("1", text: new string('x', 70_000)), Row("2"), Row(new string('i', 300))], Now, _issues)!;

        Assert.Equal(["2"], session.Rows.Select(r => r.RowId));
        Assert.Equal([FloipCodes.RowTooLarge, FloipCodes.RowTooLarge], _issues.Select(i => i.Code));
        Assert.All(_issues, issue => Assert.True(issue.Path.Length < 300));
    }

    [Fact]
    public void Add_OnlyRowsThatAreTooLarge_StoresNothing() =>
        Assert.Null(SessionMerge.Add(null, "s", [Row("1", text: new string('x', 70_000))], Now, _issues));

    [Fact]
    public void Add_MoreRowsThanADocumentHolds_KeepsTheStoredOnesAndReportsTheRest()
    {
        var before = SessionMerge.Add(null, "s", [Row("later", second: 50_000)], Now, _issues);

        var session = SessionMerge.Add(before, "s", Enumerable.Range(0, 20).Select(i => Row($"{i}", i, new string('x', 50_000))), Now, _issues)!;

        Assert.True(SyncJson.Write(session).Length <= Document.MaxContentLength);
        Assert.Equal("later", session.Rows[^1].RowId);
        Assert.Equal(21, session.Rows.Count + _issues.Count);
        Assert.All(_issues, issue => Assert.Equal(FloipCodes.SessionTooLarge, issue.Code));
    }

    private static ResultsRow Row(string id, int second = 0, string text = "x") => new()
    {
        RowId = id,
        SessionId = "s",
        ContactId = "c",
        QuestionId = "q",
        Time = Now.AddDays(-1).AddSeconds(second),
        Response = new RowResponse([text], false),
    };
}
