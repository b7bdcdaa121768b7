using System.Net;
using Mhero.Core.Operating;
using Mhero.Functions.Console.Access;

namespace Mhero.Functions.Tests.Console;

/// <summary>Who may use the console with App Service Authentication, and that its headers count for nothing where it is off.</summary>
public sealed class EntraAccessTests
{
    private static readonly (string, string?)[] On = [(AppServiceSignIn.SwitchVariable, "True")];

    [Theory]
    [InlineData(null)]
    [InlineData("False")]
    [InlineData("")]
    public async Task Headers_WhileAuthenticationIsOff_AreIgnored(string? isOn)
    {
        await using var world = await ConsoleWorld.StartAsync([(AppServiceSignIn.SwitchVariable, isOn)]);
        using var browser = world.NewBrowser();
        Send(browser, "Administrator");

        using var answer = await browser.GetAsync("");

        Assert.Equal(HttpStatusCode.Found, answer.StatusCode);
        Assert.Equal("/api/console/sign-in", answer.Headers.Location!.OriginalString);
    }

    [Theory]
    [InlineData("Reader", ConsoleRole.Reader)]
    [InlineData("Operator", ConsoleRole.Operator)]
    [InlineData("Administrator", ConsoleRole.Administrator)]
    public async Task Person_WithARole_HasIt(string name, ConsoleRole role)
    {
        await using var world = await ConsoleWorld.StartAsync(On);
        using var browser = world.NewBrowser();
        Send(browser, name);
        var token = ConsoleBrowser.TokenOf(await browser.ReadAsync(""));

        foreach (var route in world.Routes)
        {
            var path = ConsoleWorld.PathOf(route);
            using var answer = route.IsAction ? await browser.PostWithTokenAsync(path, token) : await browser.GetAsync(path);
            Assert.True(answer.StatusCode == HttpStatusCode.Forbidden == route.Role > role, $"{route.Pattern}: {answer.StatusCode}");
        }
    }

    [Theory]
    [InlineData("reader")]
    [InlineData("2")]
    [InlineData("Administrator,Reader")]
    [InlineData("Owner")]
    public async Task Person_WithoutARoleOfTheConsole_IsToldWhatToDo(string role)
    {
        await using var world = await ConsoleWorld.StartAsync(On);
        using var browser = world.NewBrowser();
        Send(browser, role);

        using var answer = await browser.GetAsync("");

        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
        Assert.Contains("Administrator", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Visitor_NotSignedIn_IsSentToEntra()
    {
        await using var world = await ConsoleWorld.StartAsync(On);
        using var browser = world.NewBrowser();

        using var answer = await browser.GetAsync("reviews");

        Assert.Equal(HttpStatusCode.Found, answer.StatusCode);
        Assert.Equal("/.auth/login/aad?post_login_redirect_uri=%2Fapi%2Fconsole%2Freviews", answer.Headers.Location!.OriginalString);
    }

    [Theory]
    [InlineData("github")]
    [InlineData("")]
    public async Task Person_OfAnotherProvider_IsNotSignedIn(string provider)
    {
        await using var world = await ConsoleWorld.StartAsync(On);
        using var browser = world.NewBrowser();
        Send(browser, "Administrator", provider);

        using var answer = await browser.GetAsync("");

        Assert.Equal(HttpStatusCode.Found, answer.StatusCode);
    }

    [Fact]
    public async Task Keys_WhileAuthenticationIsOn_DoNotCount()
    {
        await using var keys = await ConsoleWorld.StartAsync();
        await using var entra = await ConsoleWorld.StartAsync(On, keys);
        using var browser = await keys.SignInAsync(ConsoleRole.Administrator);
        using var moved = entra.NewBrowser();
        moved.Headers["Cookie"] = $"{ConsoleSessions.Cookie}={browser.Cookies.GetAllCookies().Single(c => c.Name == ConsoleSessions.Cookie).Value}";

        using var answer = await moved.GetAsync("");
        Assert.StartsWith("/.auth/login/aad", answer.Headers.Location!.OriginalString, StringComparison.Ordinal);
        using var form = await moved.PostWithTokenAsync("sign-in", null, ("key", ConsoleWorld.AdministratorKey));
        Assert.Equal(HttpStatusCode.Unauthorized, form.StatusCode);
    }

    [Theory]
    [InlineData("not base64")]
    [InlineData("bm90IGpzb24=")]
    [InlineData("bnVsbA==")]
    [InlineData("e30=")]
    [InlineData("W10=")]
    public async Task Header_ThatCannotBeRead_IsNotSignedIn(string header)
    {
        await using var world = await ConsoleWorld.StartAsync(On);
        using var browser = world.NewBrowser();
        browser.Headers[AppServiceSignIn.PrincipalHeader] = header;

        using var answer = await browser.GetAsync("");

        Assert.Equal(HttpStatusCode.Found, answer.StatusCode);
    }

    private static void Send(ConsoleBrowser browser, string role, string provider = "aad")
    {
        var principal = new
        {
            auth_typ = provider,
            name_typ = "name",
            role_typ = "roles",
            claims = new[] { new { typ = "http://schemas.microsoft.com/identity/claims/objectidentifier", val = "6f1d" }, new { typ = "roles", val = role } },
        };
        browser.Headers[AppServiceSignIn.PrincipalHeader] = Convert.ToBase64String(Encoding.UTF8.GetBytes(JsonSerializer.Serialize(principal)));
        browser.Headers["X-MS-CLIENT-PRINCIPAL-NAME"] = "amina@example.org";
    }
}
