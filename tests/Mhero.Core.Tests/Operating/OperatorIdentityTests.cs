using System.Text;
using Mhero.Core.Operating;
using Mhero.Core.Storage.Audit;
using Microsoft.Extensions.Configuration;

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

    private static string Base64(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));

    private static Operator Of(string? setting, params (string Name, string Value)[] headers)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?> { ["WEBSITE_AUTH_ENABLED"] = setting }).Build();
        return new OperatorIdentity(new AppServiceSignIn(configuration)).Of(name => headers.FirstOrDefault(header => header.Name == name).Value);
    }
}
