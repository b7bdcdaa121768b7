using Mhero.Core.Storage.DeadLetters;
using Mhero.Core.Storage.Reviews;
using Mhero.Functions.Console.Routing;
using Microsoft.Playwright;

namespace Mhero.Console.Tests;

/// <summary>Each page in a browser: WCAG 2.2 AA in light and dark, narrow screens, no script, the keyboard alone, no other host.</summary>
[Collection(ConsoleTests.Name)]
public sealed class AccessibilityTests(ConsoleRun run)
{
    private const string Weekly = "http://example.org/fhir/Questionnaire/weekly-hospitalisation";

    [BrowserTheory]
    [InlineData(ColorScheme.Light, 1280)]
    [InlineData(ColorScheme.Dark, 320)]
    public async Task EveryPage_HasNoViolationFitsTheScreenAndAsksNoOtherHost(ColorScheme colours, int width)
    {
        await using var window = await run.OpenAsync(new() { ColorScheme = colours, ViewportSize = new() { Width = width, Height = 720 } });
        var violations = new List<string>();
        foreach (var path in await PathsAsync())
        {
            var answer = await window.GoAsync(path);
            Assert.True(answer.Status is 200, $"{path}: {answer.Status} {await window.ReadAsync()}");
            violations.AddRange((await window.ViolationsAsync()).Select(violation => $"{path}: {violation}"));
            var scrolls = await window.Page.EvaluateAsync<int>("document.documentElement.scrollWidth");
            Assert.True(scrolls <= width, $"{path} is {scrolls} px wide on a screen of {width} px");
        }

        Assert.Empty(violations);
        Assert.Empty(window.Faults);
    }

    [BrowserFact]
    public async Task SignIn_AndProblemPages_HaveNoViolation()
    {
        await using var window = await run.OpenAsync(isSignedIn: false);

        Assert.Empty(await window.ViolationsAsync());
        await window.FillAsync("Your key", "a-key-without-a-user-0123456789");
        await window.ClickAsync("Sign in");
        Assert.Contains("This key is not valid", await window.ReadAsync(), StringComparison.Ordinal);
        Assert.Empty(await window.ViolationsAsync());
        await using var inside = await run.OpenAsync();
        await inside.GoAsync("failures/none");
        Assert.Empty(await inside.ViolationsAsync());
    }

    [BrowserFact]
    public async Task Console_WithoutScript_Works()
    {
        await using var window = await run.OpenAsync(new() { JavaScriptEnabled = false });

        await window.GoAsync("settings");
        await window.ClickAsync("Check now");

        Assert.Contains("Tables and queues answer", await window.ReadAsync(), StringComparison.Ordinal);
    }

    [BrowserFact]
    public async Task Console_WithScript_ShowsTheChecksInThePage()
    {
        await using var window = await run.OpenAsync();

        await window.GoAsync("settings");
        await window.ClickAsync("Check now");
        await window.Page.Locator("#checks table").WaitForAsync();

        Assert.EndsWith("/settings", window.Page.Url, StringComparison.Ordinal);
        Assert.Empty(window.Faults);
    }

    [BrowserFact]
    public async Task Keyboard_Alone_SkipsTheMenuAndStartsASync()
    {
        await using var window = await run.OpenAsync();
        await window.GoAsync("syncs");

        await window.Page.Keyboard.PressAsync("Tab");
        Assert.Equal("Go to the content", await window.Page.EvaluateAsync<string>("document.activeElement.innerText"));
        await window.Page.Keyboard.PressAsync("Enter");
        await TabToAsync(window, "Start");
        var outline = await window.Page.EvaluateAsync<string>("getComputedStyle(document.activeElement).outlineStyle");
        Assert.NotEqual("none", outline);
        await window.Page.Keyboard.PressAsync("Enter");

        await window.Page.GetByText("The reading was ordered.").WaitForAsync();
    }

    [BrowserTheory]
    [InlineData("fr", "Vue d'ensemble")]
    [InlineData("pt", "Visão geral")]
    public async Task Language_Chosen_IsThatOfEveryPage(string language, string title)
    {
        await using var window = await run.OpenAsync();

        await window.Page.Locator($".languages a[lang={language}]").ClickAsync();

        Assert.Equal(title, await window.Page.Locator("h1").InnerTextAsync());
        Assert.Empty(await window.ViolationsAsync());
        await window.GoAsync("syncs");
        Assert.Equal(language, await window.Page.GetAttributeAsync("html", "lang"));
    }

    [BrowserTheory]
    [InlineData(ColorScheme.Light, 1280, "ltr")]
    [InlineData(ColorScheme.Dark, 320, "rtl")]
    public async Task Response_WithExtractedResources_IsDrawnAsAGraph(ColorScheme colours, int width, string direction)
    {
        await using var window = await run.OpenAsync(new() { ColorScheme = colours, ViewportSize = new() { Width = width, Height = 720 } });
        var graph = window.Page.Locator("svg.graph");
        await window.GoAsync("responses?search=yes");
        foreach (var link in await window.Page.Locator("table a[href*='/responses/']").EvaluateAllAsync<string[]>("links => links.map(link => link.getAttribute('href'))"))
        {
            await window.GoAsync(link[(link.IndexOf("/console/", StringComparison.Ordinal) + "/console/".Length)..]);
            if (await graph.CountAsync() > 0)
            {
                break;
            }
        }

        Assert.Equal(1, await graph.CountAsync());
        await window.Page.EvaluateAsync($"document.documentElement.dir = '{direction}'");

        // The response, a Provenance and a resource at least, with a line to each of the last two; the list has the resources, too.
        var rows = await graph.Locator(".node text").AllTextContentsAsync();
        Assert.StartsWith("QuestionnaireResponse/", rows[0], StringComparison.Ordinal);
        Assert.Contains(rows, row => row.StartsWith("Provenance/", StringComparison.Ordinal));
        Assert.True(rows.Count >= 3 && await graph.Locator("path.arc").CountAsync() >= 2);
        var listed = await window.ReadAsync();
        foreach (var title in await graph.Locator(".node.extracted title").AllTextContentsAsync())
        {
            Assert.Contains(title, listed, StringComparison.Ordinal);
        }

        // Each text begins within the drawing, on a small screen and from right to left, too.
        var outside = await graph.EvaluateAsync<int>("svg => [...svg.querySelectorAll('text')].filter(text => text.getBoundingClientRect().left < svg.getBoundingClientRect().left || text.getBoundingClientRect().right > svg.getBoundingClientRect().right + 1).length");
        Assert.Equal(0, outside);
        Assert.True(await window.Page.EvaluateAsync<int>("document.documentElement.scrollWidth") <= width);
        Assert.NotEqual("none", await graph.Locator("path.arc").First.EvaluateAsync<string>("arc => getComputedStyle(arc).stroke"));
        Assert.Empty(await window.ViolationsAsync());
        Assert.Empty(window.Faults);
    }

    private static async Task TabToAsync(ConsoleWindow window, string text)
    {
        for (var i = 0; i < 60; i++)
        {
            await window.Page.Keyboard.PressAsync("Tab");
            if (await window.Page.EvaluateAsync<string>("document.activeElement.innerText") == text)
            {
                return;
            }
        }

        Assert.Fail($"'{text}' cannot be reached by the keyboard.");
    }

    /// <summary>Every page of the console, those about one item with an item that exists.</summary>
    private async Task<IReadOnlyList<string>> PathsAsync()
    {
        var services = run.Services;
        var letter = await services.GetRequiredService<DeadLetterStore>().RecordAsync(
            "contacts", "Practitioner/accessibility", """{"items":[{"worker":"Practitioner/accessibility"}]}""", "MH4012", "The message cannot be read.", 5);

        // A candidate of a review about a value is a place.
        var review = (await services.GetRequiredService<ReviewStore>().ListAsync(100)).First(r => !r.Candidates[0].Reference.StartsWith("Location/", StringComparison.Ordinal));
        await using var window = await run.OpenAsync();
        var message = await FirstAsync(window, "messages", "messages/");
        var response = await FirstAsync(window, "responses?search=yes", "responses/");
        await window.GoAsync("failures");
        var items = new Dictionary<string, string>
        {
            ["failures/{id}"] = $"failures/{letter.Id}",
            ["failures/{id}/edit"] = $"failures/{letter.Id}/edit",
            ["reviews/{id}"] = $"reviews/{review.Id}",
            ["messages/{id}"] = message,
            ["responses/{id}"] = response,
            ["reminders/{name}"] = "reminders/weekly-report",
        };
        var pages = services.GetRequiredService<ConsoleRoutes>().All.Where(route => !route.IsAction && route.Pattern is not ("reporting/export" or "jobs/{id}" or "syncs/bulk-load/files/{number}"));
        return
        [
            .. pages.Select(route => items.GetValueOrDefault(route.Pattern, route.Pattern)),
            $"reviews/{review.Id}?show=personal", $"failures/{letter.Id}?show=personal", $"{response}?show=personal", "responses?search=yes",
            $"reporting?form={Uri.EscapeDataString(Weekly)}", $"person?id={Uri.EscapeDataString(review.Candidates[0].Reference)}&show=personal",
        ];
    }

    private static async Task<string> FirstAsync(ConsoleWindow window, string list, string prefix)
    {
        await window.GoAsync(list);
        var address = await window.Page.Locator($"table a[href*='/{prefix}']").First.GetAttributeAsync("href");
        return address![(address!.IndexOf("/console/", StringComparison.Ordinal) + "/console/".Length)..];
    }
}
