using System.Net;
using Mhero.Core.Storage.Tables;
using Mhero.Functions.Console.Access;

namespace Mhero.Functions.Tests.Console;

/// <summary>Who may use the console with a key: each role on each route, sessions and their end, form tokens.</summary>
public sealed class ConsoleAccessTests
{
    [Fact]
    public async Task EveryRoute_WithoutASession_IsRefused()
    {
        await using var world = await ConsoleWorld.StartAsync();
        using var browser = world.NewBrowser();

        foreach (var route in world.Routes)
        {
            var path = ConsoleWorld.PathOf(route);
            using var answer = route.IsAction ? await browser.PostWithTokenAsync(path, null) : await browser.GetAsync(path);

            Assert.True(answer.StatusCode == (route.IsAction ? HttpStatusCode.Unauthorized : HttpStatusCode.Found), $"{route.Pattern}: {answer.StatusCode}");
            if (!route.IsAction)
            {
                Assert.StartsWith("/api/console/sign-in", answer.Headers.Location!.OriginalString, StringComparison.Ordinal);
            }
        }
    }

    [Theory]
    [InlineData(ConsoleRole.Reader)]
    [InlineData(ConsoleRole.Operator)]
    [InlineData(ConsoleRole.Administrator)]
    public async Task EveryRoute_EachRole_IsOpenToThoseOfItsRoleAndAbove(ConsoleRole role)
    {
        await using var world = await ConsoleWorld.StartAsync();
        using var browser = await world.SignInAsync(role);
        var token = ConsoleBrowser.TokenOf(await browser.ReadAsync(""));
        var isRefused = new Dictionary<string, bool>();

        foreach (var route in world.Routes)
        {
            var path = ConsoleWorld.PathOf(route);
            using var answer = route.IsAction ? await browser.PostWithTokenAsync(path, token) : await browser.GetAsync(path);
            isRefused[$"{route.IsAction} {route.Pattern}"] = answer.StatusCode == HttpStatusCode.Forbidden;
        }

        Assert.Equal(world.Routes.ToDictionary(r => $"{r.IsAction} {r.Pattern}", r => r.Role > role), isRefused);
    }

    [Fact]
    public async Task EveryAction_ExceptSearches_NeedsMoreThanAReader()
    {
        await using var world = await ConsoleWorld.StartAsync();

        Assert.Equal(["person", "responses"], world.Routes.Where(route => route.IsAction && route.Role == ConsoleRole.Reader).Select(route => route.Pattern).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task EveryAction_WithoutTheTokenOfTheSession_IsRefused()
    {
        await using var world = await ConsoleWorld.StartAsync();
        using var browser = await world.SignInAsync(ConsoleRole.Administrator);
        using var other = await world.SignInAsync(ConsoleRole.Administrator);
        var foreign = ConsoleBrowser.TokenOf(await other.ReadAsync(""));
        var own = ConsoleBrowser.TokenOf(await browser.ReadAsync(""));

        foreach (var route in world.Routes.Where(route => route.IsAction))
        {
            foreach (var token in new[] { null, "", "x", "0123456789abcdef.", foreign, own[..^4] + "aaaa", "." + own })
            {
                using var answer = await browser.PostWithTokenAsync(ConsoleWorld.PathOf(route), token);
                Assert.True(answer.StatusCode == HttpStatusCode.Forbidden, $"{route.Pattern} with '{token}': {answer.StatusCode}");
            }
        }
    }

    [Theory]
    [InlineData("cross-site")]
    [InlineData("same-site")]
    public async Task Post_FromAnotherSite_IsRefusedEvenWithTheToken(string site)
    {
        await using var world = await ConsoleWorld.StartAsync();
        using var browser = await world.SignInAsync(ConsoleRole.Operator);
        var token = ConsoleBrowser.TokenOf(await browser.ReadAsync(""));
        browser.Headers["Sec-Fetch-Site"] = site;

        using var answer = await browser.PostWithTokenAsync("syncs/start", token, ("kind", "contacts"));

        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
    }

    [Fact]
    public async Task SignIn_WrongKey_IsRefusedAndSetsNoSession()
    {
        await using var world = await ConsoleWorld.StartAsync();
        using var browser = world.NewBrowser();

        foreach (var key in new[] { "", "wrong", ConsoleWorld.AdministratorKey + "x", ConsoleWorld.AdministratorKey[..^1] })
        {
            using var answer = await browser.SignInAsync(key);
            Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
            Assert.DoesNotContain(browser.Cookies.GetAllCookies(), cookie => cookie.Name == ConsoleSessions.Cookie);
        }
    }

    [Fact]
    public async Task SignIn_FormOfAnotherBrowser_IsRefused()
    {
        await using var world = await ConsoleWorld.StartAsync();
        using var attacker = world.NewBrowser();
        using var victim = world.NewBrowser();
        var token = ConsoleBrowser.TokenOf(await attacker.ReadAsync("sign-in"));
        await victim.ReadAsync("sign-in");

        using var answer = await victim.PostWithTokenAsync("sign-in", token, ("key", ConsoleWorld.AdministratorKey));

        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
    }

    [Fact]
    public async Task SignIn_Cookie_IsHttpOnlyStrictAndBoundToTheConsole()
    {
        await using var world = await ConsoleWorld.StartAsync();
        using var browser = world.NewBrowser();
        browser.Headers["X-Forwarded-Proto"] = "https";

        // Over http the container would not send a Secure cookie back, so the form is sent with the cookie of the page itself.
        using var page = await browser.GetAsync("sign-in");
        var visitor = page.Headers.GetValues("Set-Cookie").Single().Split(';')[0];
        browser.Headers["Cookie"] = visitor;
        using var answer = await browser.PostWithTokenAsync("sign-in", ConsoleBrowser.TokenOf(await page.Content.ReadAsStringAsync()), ("key", ConsoleWorld.ReaderKey));

        var cookie = answer.Headers.GetValues("Set-Cookie").Single(text => text.StartsWith(ConsoleSessions.Cookie + "=", StringComparison.Ordinal));
        foreach (var part in new[] { "; httponly", "; secure", "; samesite=strict", "; path=/api/console", "; expires=" })
        {
            Assert.Contains(part, cookie, StringComparison.OrdinalIgnoreCase);
        }
    }

    [Theory]
    [InlineData("reviews", "/api/console/reviews")]
    [InlineData("syncs?kind=runs", "/api/console/syncs?kind=runs")]
    [InlineData("", "/api/console")]
    [InlineData("//evil.example", "/api/console")]
    [InlineData("https://evil.example", "/api/console/https://evil.example")]
    [InlineData("../status", "/api/console")]
    [InlineData("\\evil.example", "/api/console")]
    public async Task SignIn_Return_StaysInTheConsole(string wanted, string location)
    {
        await using var world = await ConsoleWorld.StartAsync();
        using var browser = world.NewBrowser();

        using var answer = await browser.SignInAsync(ConsoleWorld.ReaderKey, wanted);

        Assert.Equal(HttpStatusCode.Found, answer.StatusCode);
        Assert.Equal(location, answer.Headers.Location!.OriginalString);
    }

    [Fact]
    public async Task Session_AfterItsLength_IsOver()
    {
        await using var world = await ConsoleWorld.StartAsync();
        using var browser = await world.SignInAsync(ConsoleRole.Reader);
        var cookie = browser.Cookies.GetAllCookies().Single(c => c.Name == ConsoleSessions.Cookie);

        // The browser would drop the cookie; someone who has copied it would not.
        using var thief = world.NewBrowser();
        thief.Headers["Cookie"] = $"{cookie.Name}={cookie.Value}";
        await thief.ReadAsync("");
        world.Time.Advance(TimeSpan.FromHours(8) - TimeSpan.FromMinutes(1));
        await thief.ReadAsync("");
        world.Time.Advance(TimeSpan.FromMinutes(1));

        using var answer = await thief.GetAsync("");
        Assert.Equal(HttpStatusCode.Found, answer.StatusCode);
    }

    [Fact]
    public async Task Session_ChangedByTheBrowser_IsNone()
    {
        await using var world = await ConsoleWorld.StartAsync();
        using var browser = await world.SignInAsync(ConsoleRole.Reader);
        var value = browser.Cookies.GetAllCookies().Single(c => c.Name == ConsoleSessions.Cookie).Value;
        var (content, signature) = (value.Split('.')[0], value.Split('.')[1]);
        var raised = System.Buffers.Text.Base64Url.EncodeToString(System.Text.Encoding.UTF8.GetBytes(
            System.Text.Encoding.UTF8.GetString(System.Buffers.Text.Base64Url.DecodeFromChars(content)).Replace("\"reader\"", "\"administrator\"", StringComparison.Ordinal)));

        foreach (var forged in new[] { $"{raised}.{signature}", $"{content}.", content, ".", $"{content}.{signature}.x", $"{content}.{signature[..^2]}AA", new string('a', 4_000), "%%%.%%%" })
        {
            using var thief = world.NewBrowser();
            thief.Headers["Cookie"] = $"{ConsoleSessions.Cookie}={forged}";
            using var answer = await thief.GetAsync("");
            Assert.True(answer.StatusCode == HttpStatusCode.Found, forged);
        }
    }

    [Fact]
    public async Task Session_OnASecondInstance_CountsThereToo()
    {
        await using var first = await ConsoleWorld.StartAsync();
        await using var second = await ConsoleWorld.StartAsync(beside: first);
        using var browser = await first.SignInAsync(ConsoleRole.Reader);
        using var moved = second.NewBrowser();
        moved.Headers["Cookie"] = $"{ConsoleSessions.Cookie}={browser.Cookies.GetAllCookies().Single(c => c.Name == ConsoleSessions.Cookie).Value}";

        await moved.ReadAsync("");
    }

    [Fact]
    public async Task Session_WhenTheUsersKeyIsAnother_IsOver()
    {
        await using var first = await ConsoleWorld.StartAsync();
        await using var second = await ConsoleWorld.StartAsync([("Mhero:Console:Users:reader:Key", "another-key-of-the-same-user-1")], first);
        using var browser = await first.SignInAsync(ConsoleRole.Reader);
        using var moved = second.NewBrowser();
        moved.Headers["Cookie"] = $"{ConsoleSessions.Cookie}={browser.Cookies.GetAllCookies().Single(c => c.Name == ConsoleSessions.Cookie).Value}";

        using var answer = await moved.GetAsync("");
        Assert.Equal(HttpStatusCode.Found, answer.StatusCode);
    }

    [Fact]
    public async Task Session_WhenTheSigningKeyWasRemoved_IsOverWithinAMinute()
    {
        await using var world = await ConsoleWorld.StartAsync();
        using var browser = await world.SignInAsync(ConsoleRole.Reader);
        await world.Services.GetRequiredService<DocumentTable>().DeleteAsync("console", ["session-key"]);
        world.Time.Advance(TimeSpan.FromMinutes(1));

        using var answer = await browser.GetAsync("");
        Assert.Equal(HttpStatusCode.Found, answer.StatusCode);
    }

    [Fact]
    public async Task SignOut_EndsTheSession_AndNeedsTheToken()
    {
        await using var world = await ConsoleWorld.StartAsync();
        using var browser = await world.SignInAsync(ConsoleRole.Reader);

        using var refused = await browser.PostWithTokenAsync("sign-out", null);
        Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);
        await browser.ReadAsync("");

        using var ended = await browser.PostAsync("sign-out", "");
        Assert.Equal(HttpStatusCode.Found, ended.StatusCode);
        using var answer = await browser.GetAsync("");
        Assert.Equal(HttpStatusCode.Found, answer.StatusCode);
    }

    [Fact]
    public async Task Console_WithoutUsersAndEntra_IsClosedAndSaysWhatToSet()
    {
        await using var world = await ConsoleWorld.StartAsync(
            [.. from role in new[] { "reader", "operator", "administrator" } from part in new[] { "Key", "Role" } select ($"Mhero:Console:Users:{role}:{part}", (string?)null)]);
        using var browser = world.NewBrowser();

        using var answer = await browser.GetAsync("");

        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
        Assert.Contains("Mhero__Console__Users__", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        using var empty = await browser.PostWithTokenAsync("sign-in", null, ("key", ""));
        Assert.Equal(HttpStatusCode.Forbidden, empty.StatusCode);
    }
}
