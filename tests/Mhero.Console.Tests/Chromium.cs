using Microsoft.Playwright;

namespace Mhero.Console.Tests;

/// <summary>The browser of the machine. Playwright's own download of one is not used.</summary>
internal static class Chromium
{
    private static readonly string[] Usual = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

    // Without these a browser asks other hosts for updates, and does not run as root or without a display.
    private static readonly string[] Arguments =
    [
        "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync",
    ];

    private static readonly string? Program = Environment.GetEnvironmentVariable("MHERO_CHROMIUM") is { Length: > 0 } named ? named : Array.Find(Usual, File.Exists);

    /// <summary>Why there is no browser here, or null.</summary>
    public static string? Missing { get; } = Program is null
        ? "No Chromium: install it (apt-get install chromium), or set MHERO_CHROMIUM to its path, to run the tests of the console in a browser."
        : null;

    /// <summary>Starts it.</summary>
    public static Task<IBrowser> LaunchAsync(IPlaywright playwright) => playwright.Chromium.LaunchAsync(new() { ExecutablePath = Program, Args = Arguments });
}
