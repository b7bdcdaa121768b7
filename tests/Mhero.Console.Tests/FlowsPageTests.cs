namespace Mhero.Console.Tests;

/// <summary>The page of the flows, over the flows of the examples.</summary>
[Collection(ConsoleTests.Name)]
public sealed class FlowsPageTests(ConsoleRun run)
{
    [BrowserFact]
    public async Task Flows_OfTheExamples_HaveTheirQuestionnaires_AndTheFilterLeavesThoseThatNeedWork()
    {
        await using var window = await run.OpenAsync();

        await window.GoAsync("flows");
        var all = await RowsAsync(window);
        await window.Page.GetByLabel("Only flows with faults").CheckAsync();
        await window.ClickAsync("Show");
        var poor = await RowsAsync(window);

        Assert.Contains(all, row => row.Contains("Hospitalisation", StringComparison.OrdinalIgnoreCase) && row.Contains("written by an implementer", StringComparison.Ordinal));
        Assert.True(poor.Count < all.Count);
        Assert.All(poor, row => Assert.Matches("made by mHero|missing|not called|MH[0-9]{4}", row));
    }

    private static async Task<IReadOnlyList<string>> RowsAsync(ConsoleWindow window) => await window.Page.Locator("tbody tr").AllInnerTextsAsync();
}
