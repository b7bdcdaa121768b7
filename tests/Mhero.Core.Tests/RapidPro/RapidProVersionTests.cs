using Mhero.Core.RapidPro;
using Mhero.Core.RapidPro.Model;

namespace Mhero.Core.Tests.RapidPro;

/// <summary>Shapes of servers older and newer than the recorded one.</summary>
public sealed class RapidProVersionTests
{
    private const string MissingLabel = """{"label":["This field is required."],"value_type":["This field is required."]}""";

    [Fact]
    public async Task CreateFieldAsync_Server74_IsAskedInItsWordsAndThenAtOnce()
    {
        StubServer server = new(
            StubServer.Json(MissingLabel, 400),
            StubServer.Json("""{"key":"age","label":"Age","value_type":"numeric"}""", 201),
            StubServer.Json("""{"key":"cadre","label":"Cadre","value_type":"text"}""", 201));
        var client = Clients.For(server);

        Assert.Equal(new Field("age", "Age", "number"), await client.CreateFieldAsync("Age", "number"));
        Assert.Equal(new Field("cadre", "Cadre", "text"), await client.CreateFieldAsync("Cadre", "text"));

        Assert.Equal(
            ["""{"name":"Age","type":"number"}""", """{"label":"Age","value_type":"numeric"}""", """{"label":"Cadre","value_type":"text"}"""],
            server.Requests.Select(request => request.Body));
    }

    [Fact]
    public async Task CreateFieldAsync_NewServerRefuses_IsNotAskedInOldWords()
    {
        StubServer server = new(StubServer.Recorded("fields_create_dup_400"));

        var error = await Assert.ThrowsAsync<RapidProException>(() => Clients.For(server).CreateFieldAsync("Age", "number"));

        Assert.True(error.IsNameTaken);
    }

    [Fact]
    public async Task GetFieldsAsync_Server74_HasTheNewWords()
    {
        StubServer server = new(StubServer.Json(
            """{"next":null,"previous":null,"results":[{"key":"age","label":"Age","value_type":"numeric","pinned":false},{"key":"cadre","label":"Cadre","value_type":"text"}]}"""));

        Assert.Equal([new Field("age", "Age", "number"), new Field("cadre", "Cadre", "text")], await Clients.For(server).GetFieldsAsync());
    }

    [Fact]
    public async Task GetContactsAsync_Server74_IsRead()
    {
        StubServer server = new(StubServer.Json(
            """
            {"next":null,"previous":null,"results":[{"uuid":"3da2bc26-54ac-4cd2-9468-b0c606b33f0c","name":"X","language":null,
            "urns":["tel:+250788000001#0788 000 001"],"groups":[],"fields":{"age":"40"},"blocked":false,"stopped":true,
            "created_on":"2015-09-15T00:00:00Z","modified_on":"2013-08-19T19:11:21.082Z"}]}
            """));

        var contact = Assert.Single((await Clients.For(server).GetContactsAsync(new ContactQuery(), null)).Results);

        Assert.Null(contact.Status);
        Assert.True(contact.Stopped);
        Assert.True(Urn.TryParse(contact.Urns[0], out var urn));
        Assert.Equal("tel:+250788000001", urn.ToString());
        Assert.Equal(new DateTimeOffset(2015, 9, 15, 0, 0, 0, TimeSpan.Zero), contact.CreatedOn);
        Assert.Equal(new DateTimeOffset(2013, 8, 19, 19, 11, 21, 82, TimeSpan.Zero), contact.ModifiedOn);
    }

    [Theory]
    [InlineData("2026-01-02T03:04:05Z", 0)]
    [InlineData("2026-01-02T03:04:05.1Z", 1_000_000)]
    [InlineData("2026-01-02T03:04:05.123456Z", 1_234_560)]
    [InlineData("2026-01-02T03:04:05.123456789Z", 1_234_567)]
    [InlineData("2026-01-02T05:04:05.5+02:00", 5_000_000)]
    public async Task Contact_AnyFraction_IsRead(string text, int ticks)
    {
        var contact = await Read($$"""{"uuid":"3da2bc26-54ac-4cd2-9468-b0c606b33f0c","modified_on":"{{text}}"}""");

        Assert.Equal(new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero).AddTicks(ticks), contact.ModifiedOn);
    }

    [Fact]
    public async Task Contact_NothingButItsUuid_HasEmptyListsAndNoNulls()
    {
        var contact = await Read("""{"uuid":"3da2bc26-54ac-4cd2-9468-b0c606b33f0c","urns":null}""");

        Assert.Empty(contact.Urns);
        Assert.Empty(contact.Groups);
        Assert.Empty(contact.Fields);
    }

    [Fact]
    public async Task Contact_UnknownMembersAndOddValues_CostNothing()
    {
        var contact = await Read(
            """
            {"notes":[{"text":"x"}],"ref":"ABC","anon_display":"ABC","uuid":"3da2bc26-54ac-4cd2-9468-b0c606b33f0c","status":"paused",
            "fields":{"age":40,"ok":true,"none":null,"text":"é\n","nested":{"a":[1]},"a_key_that_is_longer_than_any_that_is_shared_between_contacts_of_a_workspace":"x"},"name":"N"}
            """);

        Assert.Equal("paused", contact.Status);
        Assert.Equal("N", contact.Name);
        Assert.Equal(
            new Dictionary<string, string?>
            {
                ["age"] = "40",
                ["ok"] = "true",
                ["none"] = null,
                ["text"] = "é\n",
                ["nested"] = """{"a":[1]}""",
                ["a_key_that_is_longer_than_any_that_is_shared_between_contacts_of_a_workspace"] = "x",
            },
            contact.Fields);
    }

    [Fact]
    public async Task Contact_FieldKeys_ShareTheirStrings()
    {
        const string Page = """{"next":null,"results":[{"uuid":"3da2bc26-54ac-4cd2-9468-b0c606b33f0c","fields":{"cadre":"a"}},{"uuid":"3da2bc26-54ac-4cd2-9468-b0c606b33f0d","fields":{"cadre":"b"}}]}""";

        var page = await Clients.For(new StubServer(StubServer.Json(Page))).GetContactsAsync(new ContactQuery(), null);

        Assert.Same(page.Results[0].Fields.Keys.Single(), page.Results[1].Fields.Keys.Single());
    }

    [Fact]
    public async Task Contact_WrittenAndReadAgain_IsTheSame()
    {
        var contact = await Read(Recording.Named("race_7_create_contact_after_6s_201").Text);

        var again = JsonSerializer.Deserialize<Contact>(JsonSerializer.Serialize(contact))!;

        Assert.Equal(contact.Fields, again.Fields);
        Assert.Equal(contact with { Fields = again.Fields, Urns = again.Urns, Groups = again.Groups }, again);
    }

    private static Task<Contact> Read(string json) => Clients.For(new StubServer(StubServer.Json(json))).CreateContactAsync(new ContactWrite());
}
