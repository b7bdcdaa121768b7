using Mhero.Core.RapidPro;
using Mhero.Core.RapidPro.Model;

namespace Mhero.Core.Tests.RapidPro;

/// <summary>Every recorded broadcast and flow start is read, with all its values.</summary>
public sealed class RecordedSendsTests
{
    private static readonly BroadcastWrite SomeBroadcast = new()
    {
        Contacts = [Guid.NewGuid()],
        Text = new Dictionary<string, string> { ["eng"] = "x" },
        BaseLanguage = "eng",
    };

    private static readonly FlowStartWrite SomeStart = new() { Flow = Guid.NewGuid(), Contacts = [Guid.NewGuid()] };

    public static TheoryData<string> Lists(string endpoint) => RecordedAnswersTests.Lists(endpoint);

    public static TheoryData<string> Writes(string endpoint) => RecordedAnswersTests.Writes(endpoint);

    [Theory]
    [MemberData(nameof(Lists), "broadcasts")]
    public async Task GetBroadcastPagesAsync_Recording_HasAllValues(string name)
    {
        var results = Recording.Named(name).Body.GetProperty("results");

        var page = await For(name).GetBroadcastPagesAsync(null).SingleAsync();

        Assert.Equal(results.GetArrayLength(), page.Results.Count);
        Assert.All(results.EnumerateArray().Zip(page.Results), pair => AssertSame(pair.First, pair.Second));
    }

    [Theory]
    [MemberData(nameof(Writes), "broadcasts")]
    public async Task CreateBroadcastAsync_Recording_HasAllValues(string name) =>
        AssertSame(Recording.Named(name).Body, await For(name).CreateBroadcastAsync(SomeBroadcast));

    [Theory]
    [MemberData(nameof(Lists), "flow_starts")]
    public async Task GetFlowStartPagesAsync_Recording_HasAllValues(string name)
    {
        var results = Recording.Named(name).Body.GetProperty("results");

        var page = await For(name).GetFlowStartPagesAsync(null).SingleAsync();

        Assert.Equal(results.GetArrayLength(), page.Results.Count);
        Assert.All(results.EnumerateArray().Zip(page.Results), pair => AssertSame(pair.First, pair.Second));
    }

    [Theory]
    [MemberData(nameof(Writes), "flow_starts")]
    public async Task CreateFlowStartAsync_Recording_HasAllValues(string name) =>
        AssertSame(Recording.Named(name).Body, await For(name).CreateFlowStartAsync(SomeStart));

    [Fact]
    public async Task FindFlowStartAsync_Recording_IsThatStart()
    {
        var uuid = Guid.Parse("262f407a-7fc8-4145-aa2a-2b42f10c7209");

        Assert.Equal(uuid, (await For("flow_starts_by_uuid").FindFlowStartAsync(uuid))?.Uuid);
        Assert.Null(await For("flow_starts_by_uuid").FindFlowStartAsync(Guid.NewGuid()));
    }

    [Fact]
    public async Task CreateFlowStartAsync_BlockedContact_IsNoError()
    {
        var start = await For("contact_blocked_flow_start_201").CreateFlowStartAsync(SomeStart);

        Assert.Equal("pending", start.Status);
        Assert.False(start.IsComplete);
        Assert.Equal("Contact 5", Assert.Single(start.Contacts).Name);
    }

    [Fact]
    public async Task GetFlowStartPagesAsync_MailroomDownAndBack_PendingBecomesComplete()
    {
        var uuid = Guid.Parse("a8a80b70-901f-4f0c-8ddd-2b56f1cf0a90");

        Assert.Equal(uuid, (await For("mailroom_down_flow_start_201_stays_pending").CreateFlowStartAsync(SomeStart)).Uuid);
        Assert.Equal("pending", (await For("mailroom_down_flow_starts_list").FindFlowStartAsync(uuid))?.Status);
        Assert.True((await For("mailroom_back_flow_starts_list").FindFlowStartAsync(uuid))?.IsComplete);
    }

    [Fact]
    public async Task Normalise_RecordedParameters_IsWhatRapidProMadeOfThem()
    {
        // The request was not recorded; behaviour 15 names its key "a b".
        var start = (await For("flow_starts_list_final").FindFlowStartAsync(Guid.Parse("0ab21fe6-24fd-4795-ab2a-feb518c2d135")))!;
        var made = FlowStartParams.Normalise(new Dictionary<string, string> { ["a b"] = "c", ["long"] = new('z', 300) });

        Assert.Equal(start.Params["a_b"], made["a_b"]);
        Assert.Equal(start.Params["long"], made["long"]);
        using var nested = JsonDocument.Parse(start.Params["nested"]!);
        Assert.True(nested.RootElement.GetProperty("x").GetProperty("2").GetProperty("y").GetBoolean());
    }

    [Fact]
    public void Recordings_EachEndpoint_AreThere()
    {
        // A filter that finds nothing would pass every theory above.
        Assert.Single(Lists("broadcasts"));
        Assert.Equal(2, Writes("broadcasts").Count);
        Assert.Equal(6, Lists("flow_starts").Count);
        Assert.Equal(5, Writes("flow_starts").Count);
    }

    private static RapidProClient For(string name) => Clients.For(new StubServer(StubServer.Recorded(name)));

    private static void AssertSame(JsonElement json, Broadcast broadcast)
    {
        Assert.Equal(json.GetProperty("id").GetInt64(), broadcast.Id);
        Assert.Null(broadcast.Uuid);
        Assert.Equal(json.GetProperty("status").GetString(), broadcast.Status);
        Assert.Equal(json.GetProperty("text").EnumerateObject().ToDictionary(text => text.Name, text => text.Value.GetString()), broadcast.Text);
        Assert.Equal(json.GetProperty("base_language").GetString(), broadcast.BaseLanguage);
        Assert.Equal(References(json, "contacts"), broadcast.Contacts);
        Assert.Equal(References(json, "groups"), broadcast.Groups);
        Assert.Equal(json.GetProperty("urns").EnumerateArray().Select(urn => urn.GetString()), broadcast.Urns);
        Assert.Equal(Time(json, "created_on"), broadcast.CreatedOn);
    }

    private static void AssertSame(JsonElement json, FlowStart start)
    {
        Assert.Equal(json.GetProperty("uuid").GetGuid(), start.Uuid);
        Assert.Equal(json.GetProperty("flow").GetProperty("uuid").GetGuid(), start.Flow?.Uuid);
        Assert.Equal(json.GetProperty("flow").GetProperty("name").GetString(), start.Flow?.Name);
        Assert.Equal(json.GetProperty("status").GetString(), start.Status);
        Assert.Equal(json.GetProperty("status").GetString() == "complete", start.IsComplete);
        Assert.Equal(References(json, "contacts"), start.Contacts);
        Assert.Equal(References(json, "groups"), start.Groups);
        Assert.Equal(
            json.GetProperty("params").EnumerateObject().ToDictionary(
                value => value.Name, value => value.Value.ValueKind == JsonValueKind.String ? value.Value.GetString() : value.Value.GetRawText()),
            start.Params);
        Assert.Equal(json.GetProperty("restart_participants").GetBoolean(), start.RestartParticipants);
        Assert.Equal(json.GetProperty("exclude_active").GetBoolean(), start.ExcludeActive);
        Assert.Equal(Time(json, "created_on"), start.CreatedOn);
        Assert.Equal(Time(json, "modified_on"), start.ModifiedOn);
    }

    private static IEnumerable<ObjectReference> References(JsonElement json, string name) =>
        json.GetProperty(name).EnumerateArray().Select(item => new ObjectReference(item.GetProperty("uuid").GetGuid(), item.GetProperty("name").GetString()));

    private static DateTimeOffset Time(JsonElement json, string name) => DateTimeOffset.Parse(json.GetProperty(name).GetString()!, null);
}
