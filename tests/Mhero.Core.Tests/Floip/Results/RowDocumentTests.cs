using System.IO.Pipelines;
using Mhero.Core.Floip;
using Mhero.Core.Floip.Results;

namespace Mhero.Core.Tests.Floip.Results;

public class RowDocumentTests
{
    private const string Row = """["2017-05-23T13:35:37.356-04:00","20394823948","923842093","10499221","ae54d3","female",{"choice_order":["male","female"],"language":"eng"}]""";

    [Theory]
    [InlineData("[ROW]")]
    [InlineData("\uFEFF[ROW]")]
    [InlineData("""{"data":{"type":"responses","id":"p","attributes":{"responses":[ROW]},"relationships":{"links":{"self":"s","next":"https://x/?page[afterCursor]=9","previous":null}}}}""")]
    [InlineData("""{"data":{"responses":[ROW],"id":"p"},"links":{"next":{"href":"https://x/?page[afterCursor]=9"}}}""")]
    [InlineData("""{"links":{"next":null},"data":[ROW]}""")]
    public async Task Read_EachEnvelope_GivesTheSameRow(string envelope)
    {
        foreach (var chunk in new[] { 1, 7, int.MaxValue })
        {
            var (read, stream) = await Rows.ReadAsync(envelope.Replace("ROW", Row, StringComparison.Ordinal), chunk);

            var row = Assert.Single(read).Row!;
            Assert.Equal(("20394823948", "923842093", "10499221", "ae54d3"), (row.RowId, row.ContactId, row.SessionId, row.QuestionId));
            Assert.Equal(DateTimeOffset.Parse("2017-05-23T13:35:37.356-04:00", CultureInfo.InvariantCulture), row.Time);
            Assert.Equal(["female"], row.Response!.Values);
            Assert.Equal("eng", row.Metadata["language"]);
            Assert.Equal(envelope.Contains("afterCursor", StringComparison.Ordinal) ? "https://x/?page[afterCursor]=9" : null, stream.Next);
        }
    }

    [Theory]
    [InlineData("""["2017-05-23T13:35:37+00:00",1,2,9007199254740993,"q",null,null]""", null)]
    [InlineData("""["2017-05-23T13:35:37+00:00",1,2,9007199254740993,"q",12.50]""", "12.50")]
    [InlineData("""["2017-05-23T13:35:37+00:00",1,null,9007199254740993,"q",["a","b"],{}]""", "a|b")]
    [InlineData("""["2017-05-23T13:35:37+00:00",1,null,9007199254740993,"q",{"x":1},{}]""", """{"x":1}""")]
    public async Task Read_EachResponse_KeepsItsText(string row, string? expected)
    {
        var read = Assert.Single((await Rows.ReadAsync($"[{row}]")).Read);

        Assert.Empty(read.Issues);
        Assert.Equal("9007199254740993", read.Row!.SessionId);
        Assert.Equal(expected, read.Row.Response is null ? null : string.Join('|', read.Row.Response.Values));
    }

    [Theory]
    [InlineData("[1,2,3]", FloipCodes.RowShape)]
    [InlineData("{}", FloipCodes.RowShape)]
    [InlineData("null", FloipCodes.RowShape)]
    [InlineData("""["2017-05-23T13:35:37Z",null,2,3,"q","a",{}]""", FloipCodes.RowWithoutId)]
    [InlineData("""["2017-05-23T13:35:37Z",1,2,"","q","a",{}]""", FloipCodes.RowWithoutId)]
    [InlineData("""["2017-05-23T13:35:37Z",1,2,3,{},"a",{}]""", FloipCodes.RowWithoutId)]
    [InlineData("""["yesterday",1,2,3,"q","a",{}]""", FloipCodes.RowTimeUnreadable)]
    [InlineData("""["2017-02-30T13:35:37Z",1,2,3,"q","a",{}]""", FloipCodes.RowTimeUnreadable)]
    public async Task Read_FaultyRow_IsReportedAndTheNextIsRead(string row, string code)
    {
        var (read, _) = await Rows.ReadAsync($"[{row},{Row}]");

        Assert.Equal(2, read.Count);
        Assert.Equal((code, "responses[0]"), (read[0].Issues[0].Code, read[0].Issues[0].Path));
        Assert.Equal(code == FloipCodes.RowTimeUnreadable, read[0].Row is not null);
        Assert.Empty(read[1].Issues);
    }

    [Theory]
    [InlineData("2015-11-26 04:33:26", "2015-11-26T04:33:26+02:00", true)]
    [InlineData("2015-11-26T04:33:26.1", "2015-11-26T04:33:26.1+02:00", true)]
    [InlineData("2015-11-26 04:33:26+00:00", "2015-11-26T04:33:26+00:00", false)]
    [InlineData("2015-11-26T04:33:26+0530", "2015-11-26T04:33:26+05:30", false)]
    public async Task Read_Time_TakesTheSettingsZoneWhereItHasNone(string text, string expected, bool isAssumed)
    {
        var zone = TimeZoneInfo.CreateCustomTimeZone("kigali", TimeSpan.FromHours(2), null, null);
        var row = Assert.Single((await Rows.ReadAsync($"""[["{text}",1,2,3,"q","a",null]]""", zone: zone)).Read).Row!;

        Assert.Equal(DateTimeOffset.Parse(expected, CultureInfo.InvariantCulture), row.Time);
        Assert.Equal(isAssumed, row.IsZoneAssumed);
    }

    [Theory]
    [InlineData("", FloipCodes.NotJson)]
    [InlineData("<html>", FloipCodes.NotJson)]
    [InlineData("""{"errors":[]}""", FloipCodes.NoRows)]
    [InlineData("""{"data":{"attributes":{"responses":[""", FloipCodes.NotJson)]
    public async Task Read_SomethingElse_IsRefused(string json, string code) =>
        Assert.Equal(code, (await Assert.ThrowsAsync<FloipException>(() => Rows.ReadAsync(json))).Code);

    [Fact]
    public async Task Read_CutBody_GivesTheRowsBeforeTheCutAndThenFails()
    {
        var whole = $"[{Row},{Row}]";
        var rows = new RowDocument(new MemoryStream(Encoding.UTF8.GetBytes(whole[..^20])), TimeZoneInfo.Utc).ReadAsync().GetAsyncEnumerator();

        Assert.True(await rows.MoveNextAsync());
        Assert.Equal(FloipCodes.NotJson, (await Assert.ThrowsAsync<FloipException>(async () => await rows.MoveNextAsync())).Code);
    }

    [Fact]
    public async Task Read_ManyRows_KeepsNoneInMemory()
    {
        const int Count = 100_000;
        await using var source = SourceOf(Count, Row);
        var seen = await SampleAsync(source);
        GC.Collect();

        Assert.Equal(Count, seen.Count);
        Assert.InRange(seen.Sample.Count(s => s.IsAlive), 0, 1);
    }

    private static async Task<(int Count, List<WeakReference> Sample)> SampleAsync(Stream source)
    {
        var (count, sample) = (0, new List<WeakReference>());
        await foreach (var read in new RowDocument(source, TimeZoneInfo.Utc).ReadAsync())
        {
            if (count++ % 1000 == 0)
            {
                sample.Add(new WeakReference(read.Row));
            }
        }

        return (count, sample);
    }

    /// <summary>Gives a list of many equal rows that is never in memory as a whole: the pipe stops the writer while 64 KB wait.</summary>
    private static Stream SourceOf(int count, string row)
    {
        var pipe = new Pipe();
        _ = WriteAsync(pipe.Writer, count, row);
        return pipe.Reader.AsStream();
    }

    private static async Task WriteAsync(PipeWriter writer, int count, string row)
    {
        for (var i = 0; i < count; i++)
        {
            await writer.WriteAsync(Encoding.UTF8.GetBytes((i == 0 ? "[" : ",") + row));
        }

        await writer.WriteAsync("]"u8.ToArray());
        await writer.CompleteAsync();
    }
}
