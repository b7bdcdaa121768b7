namespace Mhero.Console.Tests;

/// <summary>A test that needs a browser; without one it is reported as skipped.</summary>
public sealed class BrowserFactAttribute : FactAttribute
{
    public BrowserFactAttribute() => Skip = Chromium.Missing!;
}
