using Mhero.Core.RapidPro;
using Mhero.Core.RapidPro.Model;

namespace Mhero.Core.Tests.RapidPro;

/// <summary>Errors that were not recorded: other versions, other software in the way.</summary>
public sealed class RapidProErrorTests
{
    private static readonly ContactWrite Write = new() { Urns = ["tel:+250785555555"] };

    [Theory]
    [InlineData("""{"urns":{"0":["URN is in use by another contact."]}}""", "urns[0]")]
    [InlineData("""{"urns":["URN belongs to another contact: tel:+250785555555"]}""", "urns")]
    public async Task Create_UrnOfAnotherContact_IsUrnTaken(string body, string path)
    {
        var error = await Error(StubServer.Json(body, 400));

        Assert.True(error.IsUrnTaken);
        Assert.Equal(path, Assert.Single(error.Errors).Path);
        Assert.DoesNotContain("250785555555", error.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(404, "text/html", "<html>Not Found</html>", RapidProErrorKind.Configuration, RapidProErrorCodes.WrongAddress)]
    [InlineData(404, "text/plain", "404 page not found", RapidProErrorKind.Configuration, RapidProErrorCodes.WrongAddress)]
    [InlineData(405, "text/html", "<html>405</html>", RapidProErrorKind.Configuration, RapidProErrorCodes.WrongAddress)]
    [InlineData(404, "application/json", """{"detail":"Not found."}""", RapidProErrorKind.NotFound, RapidProErrorCodes.UnknownContact)]
    [InlineData(401, "text/html", "<html>401</html>", RapidProErrorKind.Configuration, RapidProErrorCodes.TokenRefused)]
    [InlineData(403, "application/json", """{"detail":"Cannot modify system object."}""", RapidProErrorKind.Permanent, RapidProErrorCodes.Refused)]
    [InlineData(409, "application/json", """{"detail":"Cannot create object because workspace has reached limit."}""", RapidProErrorKind.Permanent, RapidProErrorCodes.Refused)]
    [InlineData(400, "application/json", """{"detail":"JSON parse error - Expecting value"}""", RapidProErrorKind.Permanent, RapidProErrorCodes.Refused)]
    [InlineData(400, "application/json", """["no"]""", RapidProErrorKind.Permanent, RapidProErrorCodes.Refused)]
    [InlineData(400, "application/json", """{"urns":[{"path":["bad"]},null]}""", RapidProErrorKind.Permanent, RapidProErrorCodes.Refused)]
    [InlineData(400, "application/json", """{"broken""", RapidProErrorKind.Transient, RapidProErrorCodes.UnreadableAnswer)]
    [InlineData(504, "text/html", "", RapidProErrorKind.Transient, RapidProErrorCodes.ServerError)]
    public async Task AnyRequest_ErrorAnswer_HasItsKindAndCode(int status, string type, string body, RapidProErrorKind kind, string code)
    {
        var error = await Error(StubServer.Text(body, type, status));

        Assert.Equal((kind, code, status), (error.Kind, error.Code, error.Status));
    }

    [Fact]
    public async Task AnyRequest_Redirect_NamesTheSettingAndTheHostAlone()
    {
        var error = await Error(StubServer.Text("", "text/html", 301, ("Location", "https://new.example.org/api/v2/contacts.json?urn=tel%3A%2B250785555555")));

        Assert.Equal((RapidProErrorKind.Configuration, RapidProErrorCodes.WrongAddress), (error.Kind, error.Code));
        Assert.Contains("Mhero__RapidPro__BaseUrl", error.Message, StringComparison.Ordinal);
        Assert.Contains("https://new.example.org:", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("250785555555", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AnyRequest_NestedErrors_HavePaths()
    {
        var error = await Error(StubServer.Json(
            """{"urns":{"3":["a"]},"fields":{"age":["b","c"]},"items":[{"name":["d"]}],"non_field_errors":["e"],"flag":true}""", 400));

        Assert.Equal(
            [("urns[3]", "a"), ("fields.age", "b"), ("fields.age", "c"), ("items[0].name", "d"), ("", "e"), ("flag", "true")],
            error.Errors.Select(said => (said.Path, said.Message)));
        Assert.Equal("RapidPro refuses POST contacts (HTTP 400) because of urns[3], fields.age, items[0].name, flag.", error.Message);
    }

    [Fact]
    public async Task AnyRequest_EndlessErrorPage_IsNotReadToItsEnd()
    {
        var error = await Error(_ => Task.FromResult(
            new HttpResponseMessage(System.Net.HttpStatusCode.InternalServerError) { Content = new StreamContent(new EndlessStream()) }));

        Assert.Equal(RapidProErrorKind.Transient, error.Kind);
    }

    /// <summary>A refusal of which the end is missing does not say what it is about, from whichever side it comes.</summary>
    [Theory]
    [InlineData("text/html")]
    [InlineData("application/json")]
    public async Task AnyRequest_RefusalBreaksOff_IsPassingAndKeepsItsStatus(string mediaType)
    {
        var error = await Error(_ => Task.FromResult(
            new HttpResponseMessage(System.Net.HttpStatusCode.BadRequest) { Content = new StreamContent(new BrokenStream()) { Headers = { ContentType = new(mediaType) } } }));

        Assert.Equal((RapidProErrorKind.Transient, RapidProErrorCodes.ConnectionLost, 400), (error.Kind, error.Code, error.Status));
    }

    private static Task<RapidProException> Error(StubServer.Answer answer) =>
        Assert.ThrowsAsync<RapidProException>(() => Clients.For(new StubServer(answer)).CreateContactAsync(Write));

    private sealed class EndlessStream : MemoryStream
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            buffer.Span.Fill((byte)'<');
            return ValueTask.FromResult(buffer.Length);
        }
    }

    private sealed class BrokenStream : MemoryStream
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            ValueTask.FromException<int>(new IOException("reset"));
    }
}
