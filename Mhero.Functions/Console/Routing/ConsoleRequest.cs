using Mhero.Functions.Console.Access;
using Mhero.Functions.Console.Texts;

namespace Mhero.Functions.Console.Routing;

/// <summary>A request of a user to a route of the console.</summary>
/// <param name="Http">The HTTP request.</param>
/// <param name="User">The user.</param>
/// <param name="Texts">The texts in the user's language.</param>
/// <param name="Values">The values of the route's segments in braces.</param>
/// <param name="Form">The form of an action; empty for a page.</param>
public sealed record ConsoleRequest(HttpRequest Http, ConsoleUser User, ConsoleTexts Texts, IReadOnlyDictionary<string, string> Values, IFormCollection Form)
{
    /// <summary>The query parameter by which an operator asks for names, numbers and answers.</summary>
    public const string ShowParameter = "show";

    /// <summary>Its value.</summary>
    public const string ShowPersonal = "personal";

    private const int LongestValue = 1_000;

    /// <summary>Whether the user asks for names, numbers and answers, and may see them.</summary>
    public bool WantsPersonalData => Query(ShowParameter) == ShowPersonal && Allows(ConsoleRole.Operator);

    /// <summary>A day of the query, in the time zone of the console.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="zone">The zone.</param>
    /// <param name="later">Days to add.</param>
    /// <returns>The beginning of the day (UTC); null when it is missing or no day.</returns>
    public DateTimeOffset? Day(string name, TimeZoneInfo zone, int later = 0) =>
        DateOnly.TryParseExact(Query(name) ?? Field(name), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
            ? TimeZoneInfo.ConvertTimeToUtc(DateTime.SpecifyKind(day.AddDays(later).ToDateTime(TimeOnly.MinValue), DateTimeKind.Unspecified) is var local && zone.IsInvalidTime(local) ? local.AddHours(1) : local, zone)
            : null;

    /// <summary>Whether htmx asks for the content without what surrounds it.</summary>
    public bool IsPartial => Http.Headers.ContainsKey("HX-Request") && !Http.Headers.ContainsKey("HX-Boosted");

    /// <summary>A value of the path.</summary>
    /// <param name="name">The name in braces.</param>
    public string Value(string name) => Values[name];

    /// <summary>A value of the query; null when it is missing, empty or too long.</summary>
    /// <param name="name">Its name.</param>
    public string? Query(string name) => Http.Query[name].ToString().Trim() is { Length: > 0 and <= LongestValue } text ? text : null;

    /// <summary>A number of the query.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="otherwise">The number when it is missing or none.</param>
    /// <param name="most">The largest number; a larger one is this one.</param>
    public int Number(string name, int otherwise, int most) =>
        int.TryParse(Query(name), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? Math.Min(number, most) : otherwise;

    /// <summary>A field of the form; null when it is missing or empty.</summary>
    /// <param name="name">Its name.</param>
    public string? Field(string name) => Form[name].ToString().Trim() is { Length: > 0 } text ? text : null;

    /// <summary>Whether the user may do what needs a role.</summary>
    /// <param name="role">The role.</param>
    public bool Allows(ConsoleRole role) => User.Role >= role;
}
