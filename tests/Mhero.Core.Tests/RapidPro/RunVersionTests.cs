using Mhero.Core.RapidPro;
using Mhero.Core.RapidPro.Model;

namespace Mhero.Core.Tests.RapidPro;

/// <summary>Flows, runs and messages of servers older and newer than the recorded one.</summary>
public sealed class RunVersionTests
{
    private const string Uuid = "3da2bc26-54ac-4cd2-9468-b0c606b33f0c";
    private const string Node = "49a0b35c-0000-4000-8000-000000000001";

    [Fact]
    public async Task FlowRun_Server74_IsRead()
    {
        // No urn key (anonymous), no urn_display, an input, no fraction of a second.
        var run = await ReadRun($$$"""
            {"id":12,"uuid":"{{{Uuid}}}","flow":{"uuid":"{{{Node}}}","name":"Colors"},"contact":{"uuid":"{{{Uuid}}}","name":null},"start":null,"responded":true,
            "path":null,"values":{"color":{"value":"blue","category":"Blue","node":"{{{Node}}}","time":"2022-07-01T10:00:00.000000Z","input":"it is blue","name":"Color"}},
            "created_on":"2022-07-01T10:00:00Z","modified_on":"2022-07-01T10:00:01.5Z","exited_on":null,"exit_type":null}
            """);

        Assert.Equal(new RunContact { Uuid = Guid.Parse(Uuid) }, run.Contact);
        Assert.Null(run.Start);
        Assert.Equal(
            new RunValue
            {
                Name = "Color",
                Value = "blue",
                Category = "Blue",
                Input = "it is blue",
                Node = Guid.Parse(Node),
                Time = new DateTimeOffset(2022, 7, 1, 10, 0, 0, TimeSpan.Zero),
            },
            Assert.Single(run.Values).Value);
        Assert.Equal(new DateTimeOffset(2022, 7, 1, 10, 0, 1, 500, TimeSpan.Zero), run.ModifiedOn);
    }

    [Fact]
    public async Task FlowRun_Server263_IsRead()
    {
        var run = await ReadRun($$$"""
            {"uuid":"{{{Uuid}}}","flow":{"uuid":"{{{Node}}}","name":"Colors"},"contact":{"uuid":"{{{Uuid}}}","name":"Joe","urn":"tel:+250788000001","urn_display":"0788 000 001"},
            "start":{"uuid":"{{{Node}}}"},"responded":false,"path":null,"values":{"phase":{"name":"Phase","value":"","category":null,"node":"{{{Node}}}","time":"2026-07-01T10:00:00.000000Z"}},
            "created_on":"2026-07-01T10:00:00Z","modified_on":"2026-07-01T10:00:00Z","exited_on":"2026-07-01T10:00:00Z","exit_type":"paused"}
            """);

        Assert.Equal("tel:+250788000001", run.Contact?.Urn);
        Assert.Equal(new RunStart(Guid.Parse(Node)), run.Start);
        Assert.Equal("", run.Values["phase"].Value);
        Assert.Null(run.Values["phase"].Category);
        Assert.Null(run.Values["phase"].Input);
        Assert.Equal("paused", run.ExitType);
    }

    [Theory]
    [InlineData("""{"uuid":"3da2bc26-54ac-4cd2-9468-b0c606b33f0c"}""")]
    [InlineData("""{"uuid":"3da2bc26-54ac-4cd2-9468-b0c606b33f0c","values":null,"flow":null,"contact":null}""")]
    [InlineData("""{"uuid":"3da2bc26-54ac-4cd2-9468-b0c606b33f0c","values":{}}""")]
    public async Task FlowRun_NothingButItsUuid_HasNoValuesAndNoNulls(string json)
    {
        var run = await ReadRun(json);

        Assert.Empty(run.Values);
        Assert.Null(run.Flow);
        Assert.Null(run.Contact);
    }

    [Fact]
    public async Task FlowRun_OddValues_CostNothing()
    {
        var run = await ReadRun($$$"""
            {"uuid":"{{{Uuid}}}","values":{
            "number":{"value":5.50,"category":1,"node":"no uuid","time":"yesterday","name":true},
            "flag":{"value":true,"extra":{"a":[1,{"b":null}]},"node":{"x":1},"time":12,"category":"Yes"},
            "object":{"value":{"a":[1]},"category":null},"bare":"blue","none":null,"empty":{},
            "é\u0065":{"value":"x","input":["y"]}},"responded":true}
            """);

        Assert.Equal(
            new Dictionary<string, RunValue>
            {
                ["number"] = new() { Value = "5.50", Category = "1", Name = "true" },
                ["flag"] = new() { Value = "true", Category = "Yes" },
                ["object"] = new() { Value = """{"a":[1]}""" },
                ["bare"] = new() { Value = "blue" },
                ["none"] = new(),
                ["empty"] = new(),
                ["ée"] = new() { Value = "x", Input = """["y"]""" },
            },
            run.Values);
        Assert.True(run.Responded);
    }

    [Fact]
    public async Task FlowRun_ValuesThatAreAList_AreAnErrorAndNoLoss()
    {
        var error = await Assert.ThrowsAsync<RapidProException>(() => ReadRun($$$"""{"uuid":"{{{Uuid}}}","values":[1]}"""));

        Assert.Equal(RapidProErrorCodes.UnreadableAnswer, error.Code);
    }

    [Fact]
    public async Task FlowRun_KeysNamesAndCategories_ShareTheirStrings()
    {
        var run = $$$$"""{"uuid":"{{{{Uuid}}}}","values":{"color":{"name":"Color","value":"blue","category":"Blue"}}}""";

        var page = await Client(Page($"{run},{run}")).GetRunPagesAsync(new RunQuery()).FirstAsync();

        KeyValuePair<string, RunValue> one = page.Results[0].Values.Single(), other = page.Results[1].Values.Single();
        Assert.Same(one.Key, other.Key);
        Assert.Same(one.Value.Name, other.Value.Name);
        Assert.Same(one.Value.Category, other.Value.Category);
        Assert.NotSame(one.Value.Value, other.Value.Value);
    }

    /// <summary>A page comes in pieces that end anywhere, in what is skipped too.</summary>
    [Fact]
    public async Task FlowRun_LongPageInSmallPieces_IsRead()
    {
        StringBuilder runs = new();
        for (var i = 0; i < 250; i++)
        {
            runs.Append(i == 0 ? "" : ",").Append($$$$"""{"uuid":"{{{{Uuid}}}}","path":[{"node":"{{{{Node}}}}"}],"values":{"k{{{{i}}}}":{"extra":{"long":["{{{{new string('x', i)}}}}"]},"value":"é{{{{i}}}}"}}}""");
        }

        var body = Encoding.UTF8.GetBytes(Page(runs.ToString()));
        HttpResponseMessage answer = new() { Content = new StreamContent(new Trickle(body)) };

        var page = await Clients.For(new StubServer(_ => Task.FromResult(answer))).GetRunPagesAsync(new RunQuery()).FirstAsync();

        Assert.Equal(Enumerable.Range(0, 250).Select(i => ($"k{i}", $"é{i}")), page.Results.Select(run => run.Values.Single()).Select(value => (value.Key, value.Value.Value!)));
    }

    [Fact]
    public async Task Flow_AnyServer_IsRead()
    {
        // As the API's documentation shows one; runs.waiting and failed came with 7.5.129.
        var json = $$$"""
            {"uuid":"{{{Uuid}}}","name":"Colors","type":"message","archived":true,"labels":[{"uuid":"{{{Node}}}","name":"Important"}],"expires":720,
            "runs":{"active":0,"completed":1,"interrupted":0,"expired":0},
            "results":[{"key":"color","name":"Color","categories":["Orange","Blue","Other"],"node_uuids":["{{{Node}}}"]},{"key":"age"}],
            "parent_refs":["@contact"],"created_on":"2016-01-06T15:33:00.813162Z","modified_on":"2017-01-07T13:14:00Z"}
            """;

        var flow = Assert.Single((await Client(Page(json)).GetFlowPagesAsync(new FlowQuery()).SingleAsync()).Results);

        Assert.Equal(("Colors", "message", true, 720), (flow.Name, flow.Type, flow.Archived, flow.Expires));
        Assert.Equal(["color", "age"], flow.Results.Select(result => result.Key));
        Assert.Equal("Color", flow.Results[0].Name);
        Assert.Equal(["Orange", "Blue", "Other"], flow.Results[0].Categories);
        Assert.Empty(flow.Results[1].Categories);
        Assert.Equal(new DateTimeOffset(2017, 1, 7, 13, 14, 0, TimeSpan.Zero), flow.ModifiedOn);
        Assert.Equal(DateTimeOffset.Parse("2016-01-06T15:33:00.813162Z", null), flow.CreatedOn);
    }

    [Theory]
    [InlineData("""{"uuid":"3da2bc26-54ac-4cd2-9468-b0c606b33f0c"}""")]
    [InlineData("""{"uuid":"3da2bc26-54ac-4cd2-9468-b0c606b33f0c","name":null,"expires":null,"results":null}""")]
    public async Task Flow_NothingButItsUuid_HasNoNulls(string json)
    {
        var flow = await Client(Page(json)).FindFlowAsync(Guid.Parse(Uuid));

        Assert.Equal("", flow!.Name);
        Assert.Empty(flow.Results);
        Assert.False(flow.Archived);
    }

    [Fact]
    public async Task FindFlowAsync_AnotherFlowOrNone_IsNull()
    {
        Assert.Null(await Client(Page($$$"""{"uuid":"{{{Node}}}"}""")).FindFlowAsync(Guid.Parse(Uuid)));
        Assert.Null(await Client(Recording.Named("flows_uuid_unknown_empty").Text).FindFlowAsync(Guid.Parse(Uuid)));
    }

    [Theory]
    [InlineData("""{"id":1}""")]
    [InlineData("""{"id":1,"text":null,"attachments":null,"urn":null,"channel":null,"flow":null,"broadcast":null}""")]
    public async Task Message_NothingButItsId_HasNoNulls(string json)
    {
        var message = await ReadMessage(json);

        Assert.Equal(1, message.Id);
        Assert.Equal("", message.Text);
        Assert.Empty(message.Attachments);
        Assert.Null(message.Contact);
    }

    [Fact]
    public async Task Message_Server74_IsRead()
    {
        var message = await ReadMessage($$$"""
            {"id":4105426,"broadcast":2690007,"contact":{"uuid":"{{{Uuid}}}","name":"Ben"},"urn":"twitter:ben","channel":null,"direction":"out","type":"inbox",
            "status":"wired","visibility":"visible","text":"How are you?","labels":[],"attachments":[],"created_on":"2016-01-06T15:33:00.813162Z",
            "sent_on":"2016-01-06T15:35:03Z","modified_on":"2016-01-06T15:35:03.675716Z","media":null}
            """);

        Assert.Equal(("inbox", "wired", 2690007, "twitter:ben"), (message.Type, message.Status, message.Broadcast, message.Urn));
        Assert.Null(message.Flow);
        Assert.Null(message.Uuid);
        Assert.Equal(new DateTimeOffset(2016, 1, 6, 15, 35, 3, TimeSpan.Zero), message.SentOn);
    }

    [Fact]
    public async Task Message_Server263_IsRead()
    {
        var message = await ReadMessage($$$"""
            {"uuid":"{{{Node}}}","id":1,"contact":{"uuid":"{{{Uuid}}}","name":null},"urn":"tel:+250788000001","channel":{"uuid":"{{{Node}}}","name":"Vonage"},
            "direction":"in","type":"text","status":"handled","archived":false,"visibility":"visible","text":"","labels":[{"uuid":"{{{Node}}}","name":"L"}],
            "flow":{"uuid":"{{{Node}}}","name":"Survey"},"attachments":[{"content_type":"image/jpeg","url":"https://media.example.org/1.jpg"},{"content_type":"geo","url":"-1.9,30.1"},{"url":"x"}],
            "quick_replies":[{"type":"text","text":"Yes","extra":"y"}],"created_on":"2026-01-06T15:33:00Z","sent_on":null,"modified_on":null,"media":"image/jpeg:https://media.example.org/1.jpg"}
            """);

        Assert.Equal(Guid.Parse(Node), message.Uuid);
        Assert.Equal("Survey", message.Flow?.Name);
        Assert.Equal(
            [new MessageAttachment("image/jpeg", "https://media.example.org/1.jpg"), new("geo", "-1.9,30.1"), new(null, "x")], message.Attachments);
    }

    private static RapidProClient Client(string body) => Clients.For(new StubServer(StubServer.Json(body)), change: options => options.MaxRetries = 0);

    private static string Page(string results) => $$$"""{"next":null,"previous":null,"results":[{{{results}}}]}""";

    private static async Task<FlowRun> ReadRun(string json) =>
        Assert.Single((await Client(Page(json)).GetRunPagesAsync(new RunQuery()).FirstAsync()).Results);

    private static async Task<Message> ReadMessage(string json) =>
        Assert.Single((await Client(Page(json)).GetMessagePagesAsync(new MessageQuery()).FirstAsync()).Results);

    private sealed class Trickle(byte[] bytes) : MemoryStream(bytes)
    {
        public override int Read(Span<byte> buffer) => base.Read(buffer[..Math.Min(buffer.Length, 97)]);

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            base.ReadAsync(buffer[..Math.Min(buffer.Length, 97)], cancellationToken);
    }
}
