using Mhero.DevHost.Run;
using Microsoft.Playwright;

namespace Mhero.Console.Tests;

/// <summary>
/// What <c>mhero up</c> starts, with its data, once for all tests, and a browser. Both start with the first test that needs them, so that a machine
/// without a browser starts neither.
/// </summary>
public sealed class ConsoleRun : IAsyncLifetime
{
    private readonly Lazy<Task> _started;
    private LocalRun? _run;
    private IPlaywright? _playwright;
    private IBrowser? _browser;

    public ConsoleRun() => _started = new Lazy<Task>(StartAsync);

    /// <summary>Where the tests put the screenshots of the documentation when MHERO_UPDATE_SCREENSHOTS is 1; null otherwise.</summary>
    public static string? Screenshots { get; } =
        Environment.GetEnvironmentVariable("MHERO_UPDATE_SCREENSHOTS") == "1" ? Path.Combine(Repository.Root, "docs", "images") : null;

    public LocalRun Run => _run ?? throw new InvalidOperationException("No test has opened a page yet.");

    public IServiceProvider Services => Run.Services;

    public Uri Console => new(Run.BaseUrl, "api/console");

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        if (_browser is not null)
        {
            await _browser.DisposeAsync();
        }

        _playwright?.Dispose();
        if (_run is not null)
        {
            await _run.DisposeAsync();
        }
    }

    /// <summary>Opens a window of its own: other cookies than those of other windows.</summary>
    /// <param name="options">Size, colours, script.</param>
    /// <param name="isSignedIn">Whether the developer of the local run is signed in.</param>
    public async Task<ConsoleWindow> OpenAsync(BrowserNewContextOptions? options = null, bool isSignedIn = true)
    {
        await _started.Value;
        var context = await _browser!.NewContextAsync(options ?? new());
        var window = new ConsoleWindow(context, await context.NewPageAsync(), Console);
        await window.Page.GotoAsync(isSignedIn ? Run.ConsolePage.ToString() : Console.ToString());
        return window;
    }

    private async Task StartAsync()
    {
        _run = await LocalRun.StartAsync(new LocalRunOptions { Settings = new ConfigurationBuilder().Build() });
        await _run.RoundAsync();
        _playwright = await Playwright.CreateAsync();
        _browser = await Chromium.LaunchAsync(_playwright);
    }
}
