using Mhero.Core.Floip;
using Mhero.Core.Floip.Results;

namespace Mhero.Core.Tests.Floip.Results;

public class ResultsSessionTests
{
    [Fact]
    public void Of_RowsInAnyOrder_AreOrderedByTimeAndRowId()
    {
        ResultsRow[] rows = [Row("10", 1), Row("9", 1), Row("2", 0), Row("x", 1)];

        Assert.Equal(["2", "9", "10", "x"], ResultsSession.Of("s", rows).Rows.Select(r => r.RowId));
        Assert.Equal(["2", "9", "10", "x"], ResultsSession.Of("s", rows.Reverse()).Rows.Select(r => r.RowId));
    }

    [Fact]
    public void Of_RepeatedRow_IsThereOnceAndNotReported()
    {
        var session = ResultsSession.Of("s", [Row("1", 0), Row("1", 0), Row("1", 0) with { SessionId = "other" }]);

        Assert.Single(session.Rows);
        Assert.Empty(session.Issues);
    }

    [Fact]
    public void Of_OneIdWithTwoContents_TakesTheLatestInAnyOrder()
    {
        ResultsRow[] rows = [Row("1", 0), Row("1", 5)];

        foreach (var order in new[] { rows, [rows[1], rows[0]] })
        {
            var session = ResultsSession.Of("s", order);
            Assert.Equal(5, Assert.Single(session.Rows).Time!.Value.Second);
            Assert.Equal(FloipCodes.RowDuplicate, Assert.Single(session.Issues).Code);
        }
    }

    [Fact]
    public void Of_SeveralContactsAndNoZone_IsReported()
    {
        var session = ResultsSession.Of("s", [Row("1", 0), Row("2", 1) with { ContactId = "d", IsZoneAssumed = true }]);

        Assert.Equal("d", session.ContactId);
        Assert.Equal([FloipCodes.RowTimeAssumed, FloipCodes.SessionContacts], session.Issues.Select(i => i.Code));
    }

    private static ResultsRow Row(string id, int second) =>
        new() { RowId = id, SessionId = "s", ContactId = "c", QuestionId = "q", Time = DateTimeOffset.UnixEpoch.AddSeconds(second) };
}
