namespace Mhero.Console.Tests;

/// <summary>A theory that needs a browser; without one it is reported as skipped.</summary>
public sealed class BrowserTheoryAttribute : TheoryAttribute
{
    public BrowserTheoryAttribute() => Skip = Chromium.Missing!;
}
