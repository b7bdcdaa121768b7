namespace Mhero.Functions.Console.Texts;

/// <summary>The languages of the console, and the one of a request: by the switch (a cookie), else by <c>Accept-Language</c>, else English.</summary>
public static class ConsoleLanguages
{
    /// <summary>The cookie with the choice.</summary>
    public const string Cookie = "mhero-console-language";

    /// <summary>The query parameter of the switch.</summary>
    public const string Parameter = "language";

    private static readonly string[] RightToLeft = ["ar", "fa", "he", "ur"];

    /// <summary>The languages, by their name in themselves.</summary>
    public static IReadOnlyDictionary<string, string> Names { get; } =
        new Dictionary<string, string>(StringComparer.Ordinal) { ["en"] = "English", ["fr"] = "Français", ["pt"] = "Português" };

    /// <summary>The direction of a language's writing: <c>ltr</c> or <c>rtl</c>.</summary>
    /// <param name="language">Its code.</param>
    public static string DirectionOf(string language) => RightToLeft.Contains(language) ? "rtl" : "ltr";

    /// <summary>The language of a request.</summary>
    /// <param name="request">The request.</param>
    public static string Of(HttpRequest request)
    {
        if (request.Cookies[Cookie] is { } chosen && Names.ContainsKey(chosen))
        {
            return chosen;
        }

        return request.GetTypedHeaders().AcceptLanguage
            .OrderByDescending(accepted => accepted.Quality ?? 1)
            .Select(accepted => accepted.Value.ToString().Split('-')[0].ToLowerInvariant())
            .FirstOrDefault(Names.ContainsKey) ?? "en";
    }
}
