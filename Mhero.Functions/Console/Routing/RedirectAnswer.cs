namespace Mhero.Functions.Console.Routing;

/// <summary>Sends the browser to a page of the console, which a reload does not carry out again.</summary>
/// <param name="Path">The path in the console.</param>
/// <param name="Done">The text that the page shows first, without its prefix <c>done.</c>; null for none.</param>
/// <param name="Number">A number for that text; null for none.</param>
public sealed record RedirectAnswer(string Path, string? Done = null, long? Number = null) : ConsoleAnswer;
