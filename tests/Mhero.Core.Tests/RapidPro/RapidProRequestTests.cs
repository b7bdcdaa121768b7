using Mhero.Core.RapidPro;
using Mhero.Core.RapidPro.Model;
using WireMock.RequestBuilders;
using WireMock.ResponseBuilders;
using WireMock.Server;

namespace Mhero.Core.Tests.RapidPro;

/// <summary>What goes over a real connection, to the letter.</summary>
public sealed class RapidProRequestTests : IDisposable
{
    private const string Empty = """{"next":null,"previous":null,"results":[]}""";
    private const string SomeContact = """{"uuid":"3da2bc26-54ac-4cd2-9468-b0c606b33f0c"}""";
    private static readonly Guid Uuid = Guid.Parse("3da2bc26-54ac-4cd2-9468-b0c606b33f0c");
    private readonly WireMockServer _server = WireMockServer.Start();
    private readonly HttpClient _http = new();

    private RapidProClient Client => Clients.For(_http, Clients.Options(_server.Url!));

    public void Dispose()
    {
        _http.Dispose();
        _server.Dispose();
    }

    [Fact]
    public async Task GetContactsAsync_EveryParameter_IsEscapedAndInUtc()
    {
        Answer(Empty);
        ContactQuery query = new()
        {
            After = new DateTimeOffset(2026, 11, 22, 21, 32, 54, TimeSpan.FromHours(2)).AddTicks(9607449),
            Before = new DateTimeOffset(2026, 12, 1, 0, 0, 0, TimeSpan.Zero),
            Group = "Adults 25+ & more",
            Deleted = true,
            Urn = new Urn(Urn.Tel, "+250788000001"),
            Uuid = Uuid,
        };

        await Client.GetContactsAsync(query, "cD0y+/=&x");

        Assert.Equal(
            "/api/v2/contacts.json?after=2026-11-22T19%3A32%3A54.960744Z&before=2026-12-01T00%3A00%3A00.000000Z"
            + "&group=Adults%2025%2B%20%26%20more&deleted=true&reverse=true&urn=tel%3A%2B250788000001"
            + "&uuid=3da2bc26-54ac-4cd2-9468-b0c606b33f0c&cursor=cD0y%2B%2F%3D%26x",
            Sent().PathAndQuery);
    }

    [Fact]
    public async Task GetContactsAsync_NewestFirst_SendsNoParameter()
    {
        Answer(Empty);

        await Client.GetContactsAsync(new ContactQuery { Reverse = false }, null);

        Assert.Equal("/api/v2/contacts.json", Sent().PathAndQuery);
    }

    [Fact]
    public async Task GetContactPagesAsync_NextOnAnotherHost_TakesTheCursorAlone()
    {
        _server.Given(Request.Create().WithParam("cursor", "bz05MCZwPTI=")).RespondWith(Json(Empty));
        _server.Given(Request.Create()).AtPriority(10).RespondWith(Json(
            """{"next":"http://elsewhere.example.net:8000/other/contacts.json?page_size=9&cursor=bz05MCZwPTI%3D&reverse=false#x","results":[]}"""));
        ContactQuery query = new() { Group = "Mothers" };

        var pages = 0;
        await foreach (var page in Client.GetContactPagesAsync(query))
        {
            pages++;
        }

        Assert.Equal(2, pages);
        Assert.Equal(
            ["/api/v2/contacts.json?group=Mothers&reverse=true", "/api/v2/contacts.json?group=Mothers&reverse=true&cursor=bz05MCZwPTI%3D"],
            _server.LogEntries.Select(entry => new Uri(entry.RequestMessage!.AbsoluteUrl).PathAndQuery));
    }

    [Theory]
    [InlineData("""{"next":"https://x.example/api/v2/contacts.json?offset=250","results":[]}""")]
    [InlineData("""{"next":"https://x.example/api/v2/contacts.json","results":[]}""")]
    [InlineData("""{"next":"https://x.example/api/v2/contacts.json?cursor=","results":[]}""")]
    public async Task GetContactPagesAsync_NextWithoutCursor_IsAnErrorAndNoEnd(string body)
    {
        Answer(body);

        var error = await Assert.ThrowsAsync<RapidProException>(() => Client.GetContactsAsync(new ContactQuery(), null));

        Assert.Equal(RapidProErrorCodes.UnreadableAnswer, error.Code);
    }

    [Fact]
    public async Task GetContactPagesAsync_CursorsThatComeRoundAgain_AreAnErrorAndNoLoop()
    {
        StubServer.Answer To(string cursor) => StubServer.Json($$"""{"next":"https://x.example/api/v2/contacts.json?cursor={{cursor}}","previous":null,"results":[]}""");
        var client = Clients.For(new StubServer(To("a"), To("b"), To("a")));

        var error = await Assert.ThrowsAsync<RapidProException>(async () =>
        {
            await foreach (var page in client.GetContactPagesAsync(new ContactQuery()))
            {
                Assert.Empty(page.Results);
            }
        });

        Assert.Equal(RapidProErrorCodes.UnreadableAnswer, error.Code);
    }

    [Fact]
    public async Task GetContactPagesAsync_SameCursorAgain_IsAnErrorAndNoLoop()
    {
        Answer("""{"next":"https://x.example/?cursor=a","results":[]}""");

        async Task Crawl()
        {
            await foreach (var page in Client.GetContactPagesAsync(new ContactQuery()))
            {
                Assert.True(_server.LogEntries.Count < 5, "it goes round and round");
            }
        }

        await Assert.ThrowsAsync<RapidProException>(Crawl);
        Assert.Equal(2, _server.LogEntries.Count);
    }

    [Fact]
    public async Task AnyRequest_Headers_CarryTheTokenAndAskForJson()
    {
        Answer("""{"uuid":"26c43d4f-a5cd-46ae-9a39-fe4ecd9291fb"}""");

        await Client.GetWorkspaceAsync();

        var headers = _server.LogEntries.Single().RequestMessage!.Headers!;
        Assert.Equal($"Token {Clients.Token}", headers["Authorization"].Single());
        Assert.Equal("application/json", headers["Accept"].Single());
        Assert.Equal("/api/v2/workspace.json", Sent().PathAndQuery);
    }

    [Theory]
    [InlineData("", "/api/v2/groups.json")]
    [InlineData("/", "/api/v2/groups.json")]
    [InlineData("/rapidpro", "/rapidpro/api/v2/groups.json")]
    [InlineData("/rapidpro/", "/rapidpro/api/v2/groups.json")]
    [InlineData("/api/v2", "/api/v2/groups.json")]
    [InlineData("/rapidpro/api/v2/", "/rapidpro/api/v2/groups.json")]
    public async Task AnyRequest_BaseUrlWithPath_IsKept(string path, string expected)
    {
        Answer(Empty);

        await Clients.For(_http, Clients.Options(_server.Url + path)).GetGroupsAsync();

        Assert.Equal(expected, Sent().PathAndQuery);
    }

    [Fact]
    public async Task UpdateContactAsync_SomeMembers_SendsThoseAlone()
    {
        Answer(SomeContact);
        ContactWrite write = new()
        {
            Name = "Aïsha \"A\"",
            Language = (string?)null,
            Urns = ["tel:+250788000001", "whatsapp:250788000001", "tel:+250788000001"],
            Fields = new Dictionary<string, string?> { ["cadre"] = "nurse", ["facility"] = null },
        };

        await Client.UpdateContactAsync(Uuid, write);

        Assert.Equal("/api/v2/contacts.json?uuid=3da2bc26-54ac-4cd2-9468-b0c606b33f0c", Sent().PathAndQuery);
        AssertBody("""
            {"name":"Aïsha \"A\"","language":null,"urns":["tel:+250788000001","whatsapp:250788000001"],
             "fields":{"cadre":"nurse","facility":null}}
            """);
    }

    [Fact]
    public async Task CreateContactAsync_Body_HasALengthAndAType()
    {
        Answer(SomeContact);

        await Client.CreateContactAsync(new ContactWrite { Groups = [] });

        var headers = _server.LogEntries.Single().RequestMessage!.Headers!;
        Assert.Equal("13", headers["Content-Length"].Single());
        Assert.Equal("application/json", headers["Content-Type"].Single());
        Assert.Equal("/api/v2/contacts.json", Sent().PathAndQuery);
        AssertBody("""{"groups":[]}""");
    }

    [Fact]
    public async Task FindContactByUrnAsync_Plus_IsEscaped()
    {
        Answer(Recording.Named("contacts_urn_encoded").Text);

        var contact = await Client.FindContactByUrnAsync(new Urn(Urn.Tel, "+250788000001"));

        Assert.Equal("/api/v2/contacts.json?urn=tel%3A%2B250788000001", Sent().PathAndQuery);
        Assert.Contains("tel:+250788000001", contact!.Urns);
    }

    [Fact]
    public async Task FindContactAsync_UnknownOrDeleted_IsNull()
    {
        Answer(Recording.Named("contacts_deleted_by_uuid_plain").Text);

        Assert.Null(await Client.FindContactAsync(Uuid));
        Assert.Equal("/api/v2/contacts.json?uuid=3da2bc26-54ac-4cd2-9468-b0c606b33f0c", Sent().PathAndQuery);
    }

    [Fact]
    public async Task FindContactAsync_ServerAnswersWithAnotherContact_IsNull()
    {
        Answer(Recording.Named("contacts_page1").Text);

        Assert.Null(await Client.FindContactAsync(Guid.Parse("11111111-1111-4111-8111-111111111111")));
    }

    [Fact]
    public async Task ActOnContactsAsync_MoreThanAHundred_IsCut()
    {
        _server.Given(Request.Create()).RespondWith(Response.Create().WithStatusCode(204));
        Guid[] contacts = [.. Enumerable.Range(0, 250).Select(_ => Guid.NewGuid())];

        await Client.ActOnContactsAsync(ContactAction.Add, contacts, "CHWs");

        JsonElement[] bodies = [.. _server.LogEntries.Select(entry => JsonDocument.Parse(entry.RequestMessage!.Body!).RootElement)];
        Assert.Equal([100, 100, 50], bodies.Select(body => body.GetProperty("contacts").GetArrayLength()));
        Assert.Equal(contacts, bodies.SelectMany(body => body.GetProperty("contacts").EnumerateArray().Select(uuid => uuid.GetGuid())));
        Assert.All(bodies, body => Assert.Equal(("add", "CHWs"), (body.GetProperty("action").GetString(), body.GetProperty("group").GetString())));
        Assert.All(_server.LogEntries, entry => Assert.Equal("/api/v2/contact_actions.json", entry.RequestMessage!.Path));
    }

    [Fact]
    public async Task ActOnContactsAsync_NoGroup_LeavesItOut()
    {
        _server.Given(Request.Create()).RespondWith(Response.Create().WithStatusCode(204));

        await Client.ActOnContactsAsync(ContactAction.Block, [Uuid], null);
        await Client.ActOnContactsAsync(ContactAction.Block, [], null);

        AssertBody($$"""{"contacts":["{{Uuid}}"],"action":"block"}""");
    }

    private void Answer(string body) => _server.Given(Request.Create()).RespondWith(Json(body));

    private static IResponseBuilder Json(string body) =>
        Response.Create().WithStatusCode(200).WithHeader("Content-Type", "application/json").WithBody(body);

    private Uri Sent() => new(_server.LogEntries.Single().RequestMessage!.AbsoluteUrl);

    private void AssertBody(string expected) => Assert.True(
        JsonElement.DeepEquals(JsonDocument.Parse(expected).RootElement, JsonDocument.Parse(_server.LogEntries.Single().RequestMessage!.Body!).RootElement),
        _server.LogEntries.Single().RequestMessage!.Body);
}
