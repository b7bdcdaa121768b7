using Mhero.Core.RapidPro;
using Mhero.Core.RapidPro.Model;

namespace Mhero.Core.Tests.RapidPro;

/// <summary>Every recorded list of flows, runs and messages is read, with all its values.</summary>
public sealed class RecordedRunsTests
{
    public static TheoryData<string> Lists(string endpoint) => RecordedAnswersTests.Lists(endpoint);

    [Theory]
    [MemberData(nameof(Lists), "runs")]
    public async Task GetRunPagesAsync_Recording_HasAllValues(string name)
    {
        var body = Recording.Named(name).Body;

        var page = await For(name).GetRunPagesAsync(new RunQuery()).FirstAsync();

        Assert.Equal(Recording.Named(name).Headers.GetProperty("Date").GetString(), page.ServerTime?.ToString("r"));
        Assert.Equal(body.GetProperty("next").ValueKind == JsonValueKind.Null, page.NextCursor is null);
        Assert.Equal(body.GetProperty("results").GetArrayLength(), page.Results.Count);
        Assert.All(body.GetProperty("results").EnumerateArray().Zip(page.Results), pair => AssertSame(pair.First, pair.Second));
    }

    [Theory]
    [MemberData(nameof(Lists), "messages")]
    public async Task GetMessagePagesAsync_Recording_HasAllValues(string name)
    {
        var body = Recording.Named(name).Body;

        var page = await For(name).GetMessagePagesAsync(new MessageQuery()).FirstAsync();

        Assert.Equal(body.GetProperty("results").GetArrayLength(), page.Results.Count);
        Assert.All(body.GetProperty("results").EnumerateArray().Zip(page.Results), pair => AssertSame(pair.First, pair.Second));
    }

    [Theory]
    [MemberData(nameof(Lists), "flows")]
    public async Task GetFlowPagesAsync_Recording_IsRead(string name) =>
        Assert.Empty((await For(name).GetFlowPagesAsync(new FlowQuery()).SingleAsync()).Results);

    [Fact]
    public async Task FindRunAsync_Recording_IsThatRun()
    {
        var uuid = Guid.Parse("a6b90e27-3d23-44d9-8ceb-d68c5ca29669");

        Assert.Equal(uuid, (await For("runs_by_uuid").FindRunAsync(uuid))?.Uuid);
        Assert.Null(await For("runs_by_uuid").FindRunAsync(Guid.NewGuid()));
        Assert.Null(await For("runs_flow_unknown_empty").FindRunAsync(uuid));
    }

    [Fact]
    public async Task GetRunPagesAsync_RecordedCrawl_ReadsOn()
    {
        StubServer server = new(StubServer.Recorded("runs_page1"), StubServer.Recorded("runs_page2"), StubServer.Recorded("runs_page3_last"));

        var pages = await Clients.For(server).GetRunPagesAsync(new RunQuery { Reverse = false }).ToListAsync();

        Assert.Equal(3, pages.Count);
        Assert.Equal(pages.Sum(page => page.Results.Count), pages.SelectMany(page => page.Results).Select(run => run.Uuid).Distinct().Count());
        Assert.Contains(pages.SelectMany(page => page.Results), run => run.Values.Count > 0);
    }

    [Fact]
    public async Task FlowRun_RecordingWrittenAndReadAgain_IsTheSame()
    {
        var page = await For("runs_list_with_results").GetRunPagesAsync(new RunQuery()).FirstAsync();

        var again = JsonSerializer.Deserialize<FlowRun[]>(JsonSerializer.Serialize(page.Results))!;

        Assert.Contains(page.Results, run => run.Values.Count > 1);
        Assert.All(page.Results.Zip(again), pair =>
        {
            Assert.Equal(pair.First.Values, pair.Second.Values);
            Assert.Equal(pair.First with { Values = pair.Second.Values }, pair.Second);
        });
    }

    [Fact]
    public void Recordings_EachEndpoint_AreThere()
    {
        // A filter that finds nothing would pass every theory above.
        Assert.True(Lists("runs").Count > 10);
        Assert.True(Lists("messages").Count > 5);
        Assert.Equal(3, Lists("flows").Count);
    }

    private static RapidProClient For(string name) => Clients.For(new StubServer(StubServer.Recorded(name)));

    private static void AssertSame(JsonElement json, FlowRun run)
    {
        Assert.Equal(json.GetProperty("uuid").GetGuid(), run.Uuid);
        Assert.Equal(Reference(json, "flow"), run.Flow);
        Assert.Equal(json.GetProperty("contact").GetProperty("uuid").GetGuid(), run.Contact?.Uuid);
        Assert.Equal(json.GetProperty("contact").GetProperty("name").GetString(), run.Contact?.Name);
        Assert.Equal(json.GetProperty("contact").GetProperty("urn").GetString(), run.Contact?.Urn);
        var start = json.GetProperty("start");
        Assert.Equal(start.ValueKind == JsonValueKind.Null ? null : start.GetProperty("uuid").GetGuid(), run.Start?.Uuid);
        Assert.Equal(json.GetProperty("responded").GetBoolean(), run.Responded);
        Assert.Equal(json.GetProperty("values").EnumerateObject().ToDictionary(value => value.Name, value => Value(value.Value)), run.Values);
        Assert.Equal(Time(json, "created_on"), run.CreatedOn);
        Assert.Equal(Time(json, "modified_on"), run.ModifiedOn);
        Assert.Equal(Time(json, "exited_on"), run.ExitedOn);
        Assert.Equal(json.GetProperty("exit_type").GetString(), run.ExitType);
    }

    private static void AssertSame(JsonElement json, Message message)
    {
        Assert.Equal(json.GetProperty("id").GetInt64(), message.Id);
        Assert.Null(message.Uuid);
        Assert.Equal(Reference(json, "contact"), new ObjectReference(message.Contact!.Uuid, message.Contact.Name));
        Assert.Equal(json.GetProperty("urn").GetString(), message.Urn);
        Assert.Equal(Reference(json, "channel"), message.Channel);
        Assert.Equal(json.GetProperty("direction").GetString(), message.Direction);
        Assert.Equal(json.GetProperty("type").GetString(), message.Type);
        Assert.Equal(json.GetProperty("status").GetString(), message.Status);
        Assert.Equal(json.GetProperty("visibility").GetString(), message.Visibility);
        Assert.Equal(json.GetProperty("text").GetString(), message.Text);
        Assert.Equal(Reference(json, "flow"), message.Flow);
        Assert.Equal(json.GetProperty("attachments").GetArrayLength(), message.Attachments.Count);
        var broadcast = json.GetProperty("broadcast");
        Assert.Equal(broadcast.ValueKind == JsonValueKind.Null ? null : broadcast.GetInt64(), message.Broadcast);
        Assert.Equal(Time(json, "created_on"), message.CreatedOn);
        Assert.Equal(Time(json, "sent_on"), message.SentOn);
        Assert.Equal(Time(json, "modified_on"), message.ModifiedOn);
    }

    private static RunValue Value(JsonElement json) => new()
    {
        Name = json.GetProperty("name").GetString(),
        Value = json.GetProperty("value").GetString(),
        Category = json.GetProperty("category").GetString(),
        Input = json.GetProperty("input").GetString(),
        Node = json.GetProperty("node").GetGuid(),
        Time = Time(json, "time"),
    };

    private static ObjectReference? Reference(JsonElement json, string name) =>
        json.GetProperty(name) is { ValueKind: JsonValueKind.Object } reference
            ? new(reference.GetProperty("uuid").GetGuid(), reference.GetProperty("name").GetString())
            : null;

    private static DateTimeOffset? Time(JsonElement json, string name) =>
        json.GetProperty(name).GetString() is { } text ? DateTimeOffset.Parse(text, null) : null;
}
