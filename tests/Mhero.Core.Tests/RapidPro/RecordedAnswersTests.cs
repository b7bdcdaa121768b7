using Mhero.Core.RapidPro;
using Mhero.Core.RapidPro.Model;

namespace Mhero.Core.Tests.RapidPro;

/// <summary>Every recorded success of an endpoint that the client has is read, with all its values.</summary>
public sealed class RecordedAnswersTests
{
    // expand_urns is a parameter that the client never sends; it changes the shape of urns.
    private const string OtherShape = "contacts_expand_urns";

    public static TheoryData<string> Lists(string endpoint) =>
        [.. Recording.All.Where(r => r.IsSuccess && r.Endpoint == endpoint && r.Method == "GET" && r.Name != OtherShape).Select(r => r.Name)];

    public static TheoryData<string> Writes(string endpoint) =>
        [.. Recording.All.Where(r => r.IsSuccess && r.Endpoint == endpoint && r.Method == "POST").Select(r => r.Name)];

    [Theory]
    [MemberData(nameof(Lists), "contacts")]
    public async Task GetContactsAsync_Recording_HasAllValues(string name)
    {
        var body = Recording.Named(name).Body;

        var page = await For(name).GetContactsAsync(new ContactQuery(), null);

        Assert.Equal(Recording.Named(name).Headers.GetProperty("Date").GetString(), page.ServerTime?.ToString("r"));
        Assert.Equal(body.GetProperty("next").ValueKind == JsonValueKind.Null, page.NextCursor is null);
        Assert.All(Pairs(page.Results, body.GetProperty("results")), pair => AssertSame(pair.Json, pair.Model));
    }

    [Theory]
    [MemberData(nameof(Writes), "contacts")]
    public async Task CreateAndUpdateContactAsync_Recording_HasAllValues(string name)
    {
        ContactWrite write = new() { Name = "x" };

        AssertSame(Recording.Named(name).Body, await For(name).CreateContactAsync(write));
        AssertSame(Recording.Named(name).Body, await For(name).UpdateContactAsync(Recording.Named(name).Body.GetProperty("uuid").GetGuid(), write));
    }

    [Theory]
    [MemberData(nameof(Lists), "groups")]
    public async Task GetGroupsAsync_Recording_HasAllValues(string name)
    {
        var groups = await For(name).GetGroupsAsync();

        Assert.All(Pairs(groups, Recording.Named(name).Body.GetProperty("results")), pair => AssertSame(pair.Json, pair.Model));
    }

    [Theory]
    [MemberData(nameof(Writes), "groups")]
    public async Task CreateGroupAsync_Recording_HasAllValues(string name) =>
        AssertSame(Recording.Named(name).Body, await For(name).CreateGroupAsync("x"));

    [Theory]
    [MemberData(nameof(Lists), "fields")]
    public async Task GetFieldsAsync_Recording_HasAllValues(string name)
    {
        var fields = await For(name).GetFieldsAsync();

        Assert.All(Pairs(fields, Recording.Named(name).Body.GetProperty("results")), pair => AssertSame(pair.Json, pair.Model));
    }

    [Theory]
    [MemberData(nameof(Writes), "fields")]
    public async Task CreateFieldAsync_Recording_HasAllValues(string name) =>
        AssertSame(Recording.Named(name).Body, await For(name).CreateFieldAsync("x", "text"));

    [Theory]
    [MemberData(nameof(Lists), "workspace")]
    public async Task GetWorkspaceAsync_Recording_HasAllValues(string name)
    {
        var json = Recording.Named(name).Body;

        var workspace = await For(name).GetWorkspaceAsync();

        Assert.Equal(json.GetProperty("uuid").GetGuid(), workspace.Uuid);
        Assert.Equal(json.GetProperty("name").GetString(), workspace.Name);
        Assert.Equal(json.GetProperty("country").GetString(), workspace.Country);
        Assert.Equal(Texts(json.GetProperty("languages")), workspace.Languages);
        Assert.Equal(json.GetProperty("primary_language").GetString(), workspace.PrimaryLanguage);
        Assert.Equal(json.GetProperty("timezone").GetString(), workspace.Timezone);
        Assert.Equal(json.GetProperty("date_style").GetString(), workspace.DateStyle);
        Assert.Equal(json.GetProperty("anon").GetBoolean(), workspace.Anon);
    }

    [Theory]
    [MemberData(nameof(Writes), "contact_actions")]
    public async Task ActOnContactsAsync_Recording_IsSuccess(string name)
    {
        StubServer server = new(StubServer.Recorded(name));

        await Clients.For(server).ActOnContactsAsync(ContactAction.Block, [Guid.NewGuid()], null);

        Assert.Single(server.Requests);
    }

    [Fact]
    public void Recordings_EachEndpoint_AreThere()
    {
        // A filter that finds nothing would pass every theory above.
        Assert.Equal(209, Recording.All.Count);
        Assert.True(Lists("contacts").Count > 25);
        Assert.True(Writes("contacts").Count > 15);
        Assert.NotEmpty(Writes("contact_actions"));
    }

    private static RapidProClient For(string name) => Clients.For(new StubServer(StubServer.Recorded(name)));

    private static IEnumerable<(JsonElement Json, T Model)> Pairs<T>(IReadOnlyList<T> models, JsonElement list)
    {
        Assert.Equal(list.GetArrayLength(), models.Count);
        return list.EnumerateArray().Zip(models);
    }

    private static IEnumerable<string?> Texts(JsonElement list) => list.EnumerateArray().Select(text => text.GetString());

    private static void AssertSame(JsonElement json, Contact contact)
    {
        Assert.Equal(json.GetProperty("uuid").GetGuid(), contact.Uuid);
        Assert.Equal(json.GetProperty("name").GetString(), contact.Name);
        Assert.Equal(json.GetProperty("status").GetString(), contact.Status);
        Assert.Equal(json.GetProperty("language").GetString(), contact.Language);
        Assert.Equal(Texts(json.GetProperty("urns")), contact.Urns);
        Assert.Equal(json.GetProperty("groups").EnumerateArray().Select(Reference), contact.Groups);
        Assert.Equal(json.GetProperty("fields").EnumerateObject().ToDictionary(f => f.Name, f => f.Value.GetString()), contact.Fields);
        Assert.Equal(json.GetProperty("flow").ValueKind == JsonValueKind.Null ? null : Reference(json.GetProperty("flow")), contact.Flow);
        Assert.Equal(Time(json.GetProperty("created_on")), contact.CreatedOn);
        Assert.Equal(Time(json.GetProperty("modified_on")), contact.ModifiedOn);
        Assert.Equal(Time(json.GetProperty("last_seen_on")), contact.LastSeenOn);
        Assert.Equal(Flag(json.GetProperty("blocked")), contact.Blocked);
        Assert.Equal(Flag(json.GetProperty("stopped")), contact.Stopped);
    }

    private static void AssertSame(JsonElement json, Group group)
    {
        Assert.Equal(json.GetProperty("uuid").GetGuid(), group.Uuid);
        Assert.Equal(json.GetProperty("name").GetString(), group.Name);
        Assert.Equal(json.GetProperty("query").GetString(), group.Query);
        Assert.Equal(json.GetProperty("status").GetString(), group.Status);
        Assert.Equal(json.GetProperty("system").GetBoolean(), group.System);
        Assert.Equal(json.GetProperty("count").GetInt64(), group.Count);
        Assert.Equal(json.GetProperty("query").ValueKind == JsonValueKind.String, group.IsSmart);
    }

    private static void AssertSame(JsonElement json, Field field)
    {
        Assert.Equal(json.GetProperty("key").GetString(), field.Key);
        Assert.Equal(json.GetProperty("name").GetString(), field.Name);
        Assert.Equal(json.GetProperty("type").GetString(), field.Type);
    }

    private static ObjectReference Reference(JsonElement json) => new(json.GetProperty("uuid").GetGuid(), json.GetProperty("name").GetString());

    private static DateTimeOffset? Time(JsonElement json) => json.ValueKind == JsonValueKind.Null ? null : DateTimeOffset.Parse(json.GetString()!, null);

    private static bool? Flag(JsonElement json) => json.ValueKind == JsonValueKind.Null ? null : json.GetBoolean();
}
