namespace Mhero.Core.Authoring.Drafts;

/// <summary>A test of a router and the category that it leads to.</summary>
/// <param name="Category">The name of the category; several cases can lead to one, also to the default one.</param>
/// <param name="Test">RapidPro's name of the test.</param>
/// <param name="Arguments">The test's arguments.</param>
internal sealed record RouteCase(string Category, string Test, params IReadOnlyList<LocalText> Arguments)
{
    /// <summary>A case with arguments that are the same in every language.</summary>
    public static RouteCase Of(string category, string test, params IReadOnlyList<string> arguments) => new(category, test, [.. arguments.Select(LocalText.Of)]);
}
