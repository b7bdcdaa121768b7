using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;

namespace Mhero.Console.Tests;

/// <summary>A window of the browser with the console in it. It remembers errors of the page and requests to other hosts.</summary>
public sealed class ConsoleWindow : IAsyncDisposable
{
    private static readonly string[] Rules = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];

    private readonly IBrowserContext _context;
    private readonly Uri _console;
    private readonly List<string> _faults = [];

    public ConsoleWindow(IBrowserContext context, IPage page, Uri console)
    {
        (_context, Page, _console) = (context, page, console);
        page.Console += (_, message) => Note(message.Type == "error" && !message.Text.Contains("the server responded with a status of", StringComparison.Ordinal), message.Text);
        page.PageError += (_, error) => Note(true, error);
        page.Request += (_, request) => Note(new Uri(request.Url).Authority != console.Authority, $"a request to {request.Url}");
    }

    public IPage Page { get; }

    /// <summary>Errors of scripts and of the content policy, and requests to other hosts, so far.</summary>
    public IReadOnlyList<string> Faults => _faults;

    public string Address(string path) => path.Length == 0 ? _console.ToString() : $"{_console}/{path}";

    public async Task<IResponse> GoAsync(string path) => (await Page.GotoAsync(Address(path)))!;

    /// <summary>Clicks a button or a link by its name.</summary>
    public Task ClickAsync(string name, AriaRole role = AriaRole.Button) => Page.GetByRole(role, new() { Name = name, Exact = true }).First.ClickAsync();

    /// <summary>The text of the content, without menu and footer.</summary>
    public Task<string> ReadAsync() => Page.Locator("main").InnerTextAsync();

    public Task FillAsync(string label, string value) => Page.GetByLabel(label, new() { Exact = true }).First.FillAsync(value);

    /// <summary>Waits until the content has a text, reading the page again.</summary>
    public async Task UntilAsync(string text)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (!(await ReadAsync()).Contains(text, StringComparison.Ordinal))
        {
            Assert.False(limit.IsCancellationRequested, $"'{text}' did not appear: {await ReadAsync()}");
            await Page.ReloadAsync();
        }
    }

    /// <summary>What axe finds against WCAG 2.2 at level AA.</summary>
    public async Task<IReadOnlyList<string>> ViolationsAsync()
    {
        var result = await Page.RunAxe(new AxeRunOptions { RunOnly = new RunOnlyOptions { Type = "tag", Values = [.. Rules] } });
        return [.. result.Violations.Select(v => $"{v.Id}: {v.Help}: {string.Join(" | ", v.Nodes.Select(node => node.Html))}")];
    }

    /// <summary>Keeps a picture for the documentation, when the pictures are made.</summary>
    public async Task PictureAsync(string name)
    {
        if (ConsoleRun.Screenshots is { } folder)
        {
            Directory.CreateDirectory(folder);
            await Page.ScreenshotAsync(new() { Path = Path.Combine(folder, $"console-{name}.png"), FullPage = false });
        }
    }

    public async ValueTask DisposeAsync() => await _context.CloseAsync();

    private void Note(bool isFault, string text)
    {
        if (isFault)
        {
            _faults.Add(text);
        }
    }
}
