using System.IO.Compression;
using System.Net;
using System.Text.RegularExpressions;
using Mhero.Core.Mapping.Profiles;
using Mhero.Core.Storage.Audit;
using Mhero.Core.Storage.DeadLetters;
using Mhero.Core.Storage.Pauses;
using Mhero.Core.Storage.Reviews;
using Mhero.Core.Sync.Contacts;
using Mhero.Functions.Console.Access;
using Mhero.Functions.Console.Assets;

namespace Mhero.Functions.Tests.Console;

/// <summary>What each answer of the console has: headers, sizes, languages, and data that is never taken for markup.</summary>
public sealed partial class ConsoleRenderTests
{
    private const string Script = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>";

    /// <summary>The first page with all that it loads, in bytes as they are sent. Issue 17 has the budget.</summary>
    private const int FirstPageBudget = 60_000;

    /// <summary>Any later page.</summary>
    private const int PageBudget = 15_000;

    [Fact]
    public async Task EveryAnswer_HasTheHeadersThatKeepForeignCodeOut()
    {
        await using var world = await ConsoleWorld.StartAsync();
        using var browser = await world.SignInAsync(ConsoleRole.Administrator);
        var paths = world.Routes.Where(r => !r.IsAction).Select(ConsoleWorld.PathOf).Append("nothing/here").Append(ConsoleAssets.LinkOf("console.css"));

        foreach (var path in paths)
        {
            using var answer = await browser.GetAsync(path);
            var policy = Assert.Single(answer.Headers.GetValues("Content-Security-Policy"));
            Assert.Contains("default-src 'self'", policy, StringComparison.Ordinal);
            Assert.Contains("frame-ancestors 'none'", policy, StringComparison.Ordinal);
            Assert.DoesNotContain("unsafe", policy, StringComparison.Ordinal);
            Assert.Equal("nosniff", Assert.Single(answer.Headers.GetValues("X-Content-Type-Options")));
            Assert.Equal("no-referrer", Assert.Single(answer.Headers.GetValues("Referrer-Policy")));
            var isAsset = path.StartsWith(ConsoleAssets.Folder, StringComparison.Ordinal);
            Assert.Equal(isAsset, answer.Headers.CacheControl!.Extensions.Any(e => e.Name == "immutable"));
            Assert.Equal(!isAsset, answer.Headers.CacheControl.NoStore);
        }
    }

    [Fact]
    public async Task EveryPage_HasNoInlineCodeAndNamesNoOtherHost()
    {
        await using var world = await ConsoleWorld.StartAsync();
        using var browser = await world.SignInAsync(ConsoleRole.Administrator);

        foreach (var route in world.Routes.Where(r => !r.IsAction))
        {
            using var answer = await browser.GetAsync(ConsoleWorld.PathOf(route));
            if (answer.Content.Headers.ContentType?.MediaType != "text/html")
            {
                continue;
            }

            var html = await answer.Content.ReadAsStringAsync();
            Assert.DoesNotMatch(InlineCode(), html);
            Assert.DoesNotMatch(OtherHost(), html);
        }
    }

    [Fact]
    public async Task Values_WithMarkup_AreShownAsText()
    {
        await using var world = await ConsoleWorld.StartAsync();
        await world.Services.GetRequiredService<Conflicts>().RecordAsync(
            "Practitioner/" + Script, [new MergeConflict("fields." + Script, Script, Script, MergeSide.Registry)], CancellationToken.None);
        await world.Services.GetRequiredService<ReviewStore>().OpenAsync(Script, Script, Script, [new ReviewCandidate(Script, Script)], null);
        var review = (await world.Services.GetRequiredService<ReviewStore>().ListAsync(1))[0].Id;
        var letter = await world.Services.GetRequiredService<DeadLetterStore>().RecordAsync("contacts", Script, $$"""{"items":[{"worker":"{{Script.Replace("\"", "\\\"", StringComparison.Ordinal)}}"}]}""", Script, Script, 1);
        await world.Services.GetRequiredService<PauseSwitch>().PauseAsync("groups", Script, Script, CancellationToken.None);
        await world.Services.GetRequiredService<IAuditLog>().WriteAsync(new AuditEntry(new Operator(Script, Script), Script, Script) { Before = Script, After = Script, Detail = Script });
        using var browser = await world.SignInAsync(ConsoleRole.Administrator);

        foreach (var path in new[] { "", "failures", $"failures?text={Uri.EscapeDataString(Script)}", $"failures/{letter.Id}", $"failures/{letter.Id}?show=personal", $"failures/{letter.Id}/edit", "audit", "audit?show=personal", $"audit?operator={Uri.EscapeDataString(Script)}", "conflicts", "conflicts?show=personal", "reviews", $"reviews/{review}", $"reviews/{review}?show=personal", $"syncs?kind={Uri.EscapeDataString(Script)}", $"?done={Uri.EscapeDataString(Script)}&n={Uri.EscapeDataString(Script)}" })
        {
            var html = await browser.ReadAsync(path);
            Assert.DoesNotContain("<script>alert", html, StringComparison.OrdinalIgnoreCase);
            Assert.DoesNotContain("<img", html, StringComparison.OrdinalIgnoreCase);
            Assert.DoesNotMatch(InlineCode(), html);
        }
    }

    [Fact]
    public async Task Reader_SeesPersonalDataMaskedHoweverItIsAskedFor()
    {
        await using var world = await ConsoleWorld.StartAsync();
        await world.Services.GetRequiredService<Conflicts>().RecordAsync(
            "Practitioner/1", [new MergeConflict("numbers", "+250788123456", "+250788654321", MergeSide.Registry)], CancellationToken.None);
        using var reader = await world.SignInAsync(ConsoleRole.Reader);
        using var user = await world.SignInAsync(ConsoleRole.Operator);

        foreach (var path in new[] { "conflicts", "conflicts?show=personal" })
        {
            Assert.DoesNotContain("788123456", await reader.ReadAsync(path), StringComparison.Ordinal);
        }

        Assert.DoesNotContain("788123456", await user.ReadAsync("conflicts"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("conflicts")]
    [InlineData("reviews/{review}")]
    [InlineData("failures/{letter}")]
    public async Task Operator_WhoSeesPersonalData_IsInTheAuditLogFirst(string pattern)
    {
        await using var world = await ConsoleWorld.StartAsync();
        await world.Services.GetRequiredService<ReviewStore>().OpenAsync("value/Practitioner/1/cadre", "MH4016", "Which?", [], null);
        var review = (await world.Services.GetRequiredService<ReviewStore>().ListAsync(1))[0].Id;
        var letter = await world.Services.GetRequiredService<DeadLetterStore>().RecordAsync("contacts", "Practitioner/1", "{}", "MH3012", "It failed.", 1);
        using var browser = await world.SignInAsync(ConsoleRole.Operator);
        var path = pattern.Replace("{review}", review, StringComparison.Ordinal).Replace("{letter}", letter.Id, StringComparison.Ordinal);

        await browser.ReadAsync(path);
        var before = await world.Services.GetRequiredService<IAuditLog>().ListAsync(new AuditFilter { Action = AuditActions.Reveal }, 10, null);
        await browser.ReadAsync($"{path}?show=personal");
        var after = await world.Services.GetRequiredService<IAuditLog>().ListAsync(new AuditFilter { Action = AuditActions.Reveal }, 10, null);

        Assert.Empty(before.Entries);
        var entry = Assert.Single(after.Entries);
        Assert.Equal(new Operator("operator", "Operator"), entry.Operator);
    }

    [Fact]
    public async Task FirstPageWithItsAssets_AndEachLaterPage_StayWithinTheirBudgets()
    {
        await using var world = await ConsoleWorld.StartAsync();
        for (var i = 0; i < 200; i++)
        {
            await world.Services.GetRequiredService<ReviewStore>().OpenAsync($"{Guid.NewGuid()}", "MH4001", "Which one?", [new ReviewCandidate($"Practitioner/{i}", "same number")], null);
            await world.Services.GetRequiredService<Conflicts>().RecordAsync($"Practitioner/{Guid.NewGuid()}", [new MergeConflict("name", $"Name {i}", $"Other name {i}", MergeSide.Registry)], CancellationToken.None);
        }

        for (var i = 0; i < 60; i++)
        {
            await world.Services.GetRequiredService<DeadLetterStore>().RecordAsync("contacts", $"Practitioner/{Guid.NewGuid()}", "{}", $"MH30{i:00}", $"The registry answered {i}.", 1);
            await world.Services.GetRequiredService<IAuditLog>().WriteAsync(new AuditEntry(new Operator("amina"), AuditActions.Decide, $"{Guid.NewGuid()}") { Before = $"{Guid.NewGuid()}", After = $"{Guid.NewGuid()}" });
        }

        using var browser = await world.SignInAsync(ConsoleRole.Administrator);
        browser.Headers["Accept-Encoding"] = "gzip";
        var first = await SizeAsync(browser, "");
        var assets = 0;
        foreach (var asset in new[] { "console.css", "htmx.min.js", "icon.svg" })
        {
            assets += await SizeAsync(browser, ConsoleAssets.LinkOf(asset));
        }

        Assert.InRange(first + assets, 1, FirstPageBudget);
        foreach (var route in world.Routes.Where(r => !r.IsAction))
        {
            var size = await SizeAsync(browser, ConsoleWorld.PathOf(route));
            Assert.True(size <= PageBudget, $"{route.Pattern}: {size} bytes");
        }
    }

    [Theory]
    [InlineData("br")]
    [InlineData("gzip")]
    [InlineData("identity")]
    public async Task Page_EachEncoding_IsTheSame(string encoding)
    {
        await using var world = await ConsoleWorld.StartAsync();
        using var browser = await world.SignInAsync(ConsoleRole.Reader);
        browser.Headers["Accept-Encoding"] = encoding;

        using var answer = await browser.GetAsync("");

        Assert.Equal(encoding == "identity" ? [] : [encoding], answer.Content.Headers.ContentEncoding);
        var body = await answer.Content.ReadAsStreamAsync();
        using var reader = new StreamReader(encoding switch { "br" => new BrotliStream(body, CompressionMode.Decompress), "gzip" => new GZipStream(body, CompressionMode.Decompress), _ => body });
        Assert.Contains("</html>", await reader.ReadToEndAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("fr-FR,fr;q=0.9,en;q=0.8", "fr")]
    [InlineData("pt-BR", "pt")]
    [InlineData("de,ar", "en")]
    [InlineData("", "en")]
    public async Task Page_Language_IsThatOfTheBrowserUntilAnotherIsChosen(string accepted, string language)
    {
        await using var world = await ConsoleWorld.StartAsync();
        using var browser = await world.SignInAsync(ConsoleRole.Reader);
        if (accepted.Length > 0)
        {
            browser.Headers["Accept-Language"] = accepted;
        }

        Assert.Contains($"<html lang=\"{language}\" dir=\"ltr\">", await browser.ReadAsync(""), StringComparison.Ordinal);
        using var chosen = await browser.GetAsync("syncs?language=pt");
        Assert.Equal("/api/console/syncs", chosen.Headers.Location!.OriginalString);
        Assert.Contains("<html lang=\"pt\" dir=\"ltr\">", await browser.ReadAsync("syncs"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Side_ThatDoesNotAnswer_IsSaidInWordsWithTheCode()
    {
        await using var world = await ConsoleWorld.StartAsync();
        using var browser = await world.SignInAsync(ConsoleRole.Operator);

        using var answer = await browser.GetAsync("messages/new");

        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        Assert.Matches("MH1[0-9]{3}|MH3[0-9]{3}", await answer.Content.ReadAsStringAsync());
    }

    private static async Task<int> SizeAsync(ConsoleBrowser browser, string path)
    {
        using var answer = await browser.GetAsync(path);
        return (await answer.Content.ReadAsByteArrayAsync()).Length;
    }

    [GeneratedRegex("""<script(?![^>]* src=)|\sstyle=|\son[a-z]+=(?=")|javascript:""", RegexOptions.IgnoreCase)]
    private static partial Regex InlineCode();

    [GeneratedRegex("""(src|href|action)="(https?:)?//""", RegexOptions.IgnoreCase)]
    private static partial Regex OtherHost();
}
