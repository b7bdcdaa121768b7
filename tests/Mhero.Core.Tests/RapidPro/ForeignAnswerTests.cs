using Mhero.Core.RapidPro;
using Mhero.Core.RapidPro.Model;

namespace Mhero.Core.Tests.RapidPro;

/// <summary>Answers that are not RapidPro's, or not about what was asked: none of them may be taken for a success or for a refusal of the record.</summary>
public sealed class ForeignAnswerTests
{
    private const string LogIn = "<!DOCTYPE html><html><body>Log in</body></html>";

    private static readonly Guid Asked = new("11111111-1111-4111-8111-111111111111");

    [Fact]
    public async Task ActOnContacts_PageInsteadOfAnAnswer_IsNotDone()
    {
        var error = await Assert.ThrowsAsync<RapidProException>(() => Client(StubServer.Text(LogIn, "text/html")).ActOnContactsAsync(ContactAction.Add, [Asked], "Reporters"));

        Assert.Equal((RapidProErrorKind.Transient, RapidProErrorCodes.UnreadableAnswer), (error.Kind, error.Code));
    }

    [Theory]
    [InlineData("", 204)]
    [InlineData("", 200)]
    [InlineData("{}", 200)]
    [InlineData("\n null", 200)]
    public async Task ActOnContacts_EmptyOrJson_IsDone(string body, int status) =>
        await Client(StubServer.Json(body, status)).ActOnContactsAsync(ContactAction.Add, [Asked], "Reporters");

    [Fact]
    public async Task DeleteGroup_PageInsteadOfAnAnswer_IsNotDone() =>
        await Assert.ThrowsAsync<RapidProException>(() => Client(StubServer.Text(LogIn, "text/html")).DeleteGroupAsync(Asked));

    [Fact]
    public async Task Create_RefusalByAPage_IsPassingAndMayHaveBeenDone()
    {
        var error = await Assert.ThrowsAsync<RapidProException>(() => Client(StubServer.Text(LogIn, "text/html", 400)).CreateBroadcastAsync(
            new BroadcastWrite { Contacts = [Asked], Text = new Dictionary<string, string> { ["eng"] = "Hello" }, BaseLanguage = "eng" }));

        Assert.Equal((RapidProErrorKind.Transient, RapidProErrorCodes.UnreadableAnswer, true), (error.Kind, error.Code, error.MayHaveBeenDone));
    }

    [Fact]
    public async Task UpdateContact_AnswerAboutAnother_IsAFailure()
    {
        var error = await Assert.ThrowsAsync<RapidProException>(() => Client(StubServer.Json(Contact("22222222-2222-4222-8222-222222222222"))).UpdateContactAsync(Asked, new ContactWrite { Name = "Aline" }));

        Assert.Equal((RapidProErrorKind.Transient, RapidProErrorCodes.UnreadableAnswer), (error.Kind, error.Code));
    }

    [Fact]
    public async Task FindContactByUrn_SeveralContacts_IsNoOwner()
    {
        var page = $$"""{"next":null,"previous":null,"results":[{{Contact(Asked.ToString())}},{{Contact("22222222-2222-4222-8222-222222222222")}}]}""";

        var error = await Assert.ThrowsAsync<RapidProException>(() => Client(StubServer.Json(page)).FindContactByUrnAsync(new Urn(Urn.Tel, "+250788000101")));

        Assert.Equal(RapidProErrorCodes.UnreadableAnswer, error.Code);
    }

    private static RapidProClient Client(params StubServer.Answer[] answers) => Clients.For(new StubServer(answers), change: o => o.MaxRetries = 0);

    private static string Contact(string uuid) =>
        $$"""{"uuid":"{{uuid}}","name":"Aline","urns":[],"groups":[],"fields":{},"created_on":"2026-01-01T00:00:00Z","modified_on":"2026-01-01T00:00:00Z"}""";
}
