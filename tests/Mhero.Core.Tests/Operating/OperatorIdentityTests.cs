using Mhero.Core.Operating;
using Mhero.Core.Storage.Audit;

namespace Mhero.Core.Tests.Operating;

/// <summary>The headers of App Service Authentication count where it is on, and nowhere else.</summary>
public sealed class OperatorIdentityTests
{
    private const string Principal = """{"auth_typ":"aad","name_typ":"name","role_typ":"roles","claims":[{"typ":"name","val":"Jane Doe"},{"typ":"roles","val":"Reader"},{"typ":"roles","val":"Operator"}]}""";

    [Theory]
    [InlineData("True")]
    [InlineData("true")]
    public void Of_SignInIsOn_IsThePersonWithTheHighestRole(string setting) =>
        Assert.Equal(new Operator("Jane Doe", "Operator"), Of(setting, ("X-MS-CLIENT-PRINCIPAL", Base64(Principal)), ("x-mhero-operator", "Mallory")));

    [Theory]
    [InlineData(null)]
    [InlineData("False")]
    [InlineData("")]
    public void Of_SignInIsOff_IgnoresForgedHeaders(string? setting) =>
        Assert.Equal(
            new Operator("function key"),
            Of(setting, ("X-MS-CLIENT-PRINCIPAL", Base64(Principal)), ("X-MS-CLIENT-PRINCIPAL-NAME", "Jane Doe"), ("X-MS-CLIENT-PRINCIPAL-ID", "1")));

    [Theory]
    [InlineData("not base64")]
    [InlineData("bnVsbA==")]
    [InlineData("e30=")]
    [InlineData("eyJjbGFpbXMiOlsxXX0=")]
    public void Of_PrincipalThatIsNotOne_IsACallerWithAKey(string principal) =>
        Assert.Equal(new Operator("function key (cli)"), Of("True", ("X-MS-CLIENT-PRINCIPAL", principal), ("x-mhero-operator", "cli")));

    [Fact]
    public void Of_NameOnlyInTheOtherHeader_IsThatPerson() =>
        Assert.Equal(new Operator("jane@example.org"), Of("True", ("X-MS-CLIENT-PRINCIPAL", Base64("""{"claims":[]}""")), ("X-MS-CLIENT-PRINCIPAL-NAME", "jane@example.org")));

    [Theory]
    [InlineData("aad", "oid", "o1")]
    [InlineData("AAD", "http://schemas.microsoft.com/identity/claims/objectidentifier", "o1")]
    [InlineData("google", "oid", null)]
    [InlineData(null, "oid", null)]
    [InlineData("aad", "sub", null)]
    public void Find_ObjectId_IsThatOfEntraAlone(string? type, string claim, string? id)
    {
        var person = Find(("X-MS-CLIENT-PRINCIPAL", Base64($$"""{"auth_typ":{{(type is null ? "null" : $"\"{type}\"")}},"claims":[{"typ":"{{claim}}","val":"o1"}]}""")), ("X-MS-CLIENT-PRINCIPAL-NAME", "jane"));

        Assert.Equal(("jane", id), (person!.Name, person.Id));
    }

    [Fact]
    public void Find_NoName_IsTheObjectIdOrNobody()
    {
        Assert.Equal("o1", Find(("X-MS-CLIENT-PRINCIPAL", Base64("""{"auth_typ":"aad","claims":[{"typ":"oid","val":"o1"}]}""")))!.Name);
        Assert.Null(Find(("X-MS-CLIENT-PRINCIPAL", Base64("""{"auth_typ":"google","claims":[{"typ":"oid","val":"o1"}]}"""))));
        Assert.Null(Find(("X-MS-CLIENT-PRINCIPAL", Base64("""{"claims":[{"val":"o1"}]}"""))));
    }

    [Theory]
    [InlineData(200, true)]
    [InlineData(201, false)]
    public void Find_NameHeader_HasABound(int length, bool isTaken) => Assert.Equal(
        isTaken ? new string('n', length) : "Jane Doe",
        Find(("X-MS-CLIENT-PRINCIPAL", Base64(Principal)), ("X-MS-CLIENT-PRINCIPAL-NAME", new string('n', length)))!.Name);

    [Theory]
    [InlineData(0, true)]
    [InlineData(4, false)]
    public void Find_Principal_HasABound(int more, bool isRead)
    {
        // 48 KiB are 64 Ki characters of base64.
        const string Start = "{\"claims\":[],\"x\":\"";
        var text = Start + new string('x', (48 * 1024) - Start.Length - 2 + (more / 4 * 3)) + "\"}";

        Assert.Equal((64 * 1024) + more, Base64(text).Length);
        Assert.Equal(isRead, Find(("X-MS-CLIENT-PRINCIPAL", Base64(text)), ("X-MS-CLIENT-PRINCIPAL-NAME", "jane")) is not null);
    }

    [Theory]
    [InlineData("""{"typ":"roles","val":"Reader"},{"typ":"roles","val":"Administrator"}""", null, "Administrator")]
    [InlineData("""{"typ":"r","val":"Operator"}""", "r", "Operator")]
    [InlineData("""{"typ":"r","val":"Operator"}""", null, null)]
    [InlineData("""{"typ":"","val":"Operator"}""", "", null)]
    [InlineData("""{"typ":"roles","val":"reader"}""", null, null)]
    [InlineData("""{"typ":"roles"}""", null, null)]
    public void Of_Roles_AreThoseOfTheClaims(string claims, string? type, string? role) => Assert.Equal(
        new Operator("jane", role),
        Of("True", ("X-MS-CLIENT-PRINCIPAL", Base64($$"""{"role_typ":{{(type is null ? "null" : $"\"{type}\"")}},"claims":[{{claims}}]}""")), ("X-MS-CLIENT-PRINCIPAL-NAME", "jane")));

    private static SignedInPerson? Find(params (string Name, string Value)[] headers) =>
        new AppServiceSignIn(new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?> { ["WEBSITE_AUTH_ENABLED"] = "true" }).Build())
            .Find(name => headers.FirstOrDefault(header => header.Name == name).Value);

    private static string Base64(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));

    private static Operator Of(string? setting, params (string Name, string Value)[] headers)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?> { ["WEBSITE_AUTH_ENABLED"] = setting }).Build();
        return new OperatorIdentity(new AppServiceSignIn(configuration)).Of(name => headers.FirstOrDefault(header => header.Name == name).Value);
    }
}
