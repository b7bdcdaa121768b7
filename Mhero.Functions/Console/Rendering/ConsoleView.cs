using Mhero.Functions.Console.Access;
using Mhero.Functions.Console.Assets;
using Mhero.Functions.Console.Texts;

namespace Mhero.Functions.Console.Rendering;

/// <summary>What each component of a page knows: the user, the texts, the address, the time.</summary>
public sealed record ConsoleView
{
    /// <summary>The texts in the user's language.</summary>
    public required ConsoleTexts Texts { get; init; }

    /// <summary>The path of the console, such as <c>/api/console</c>.</summary>
    public required string Base { get; init; }

    /// <summary>The path of the page in the console.</summary>
    public required string Path { get; init; }

    /// <summary>The user; null on pages before the sign-in.</summary>
    public ConsoleUser? User { get; init; }

    /// <summary>The token of the page's forms.</summary>
    public required string Token { get; init; }

    /// <summary>The key of the page's title.</summary>
    public required string TitleKey { get; init; }

    /// <summary>The time zone in which times are shown.</summary>
    public required TimeZoneInfo Zone { get; init; }

    /// <summary>The time of the request (UTC).</summary>
    public required DateTimeOffset Now { get; init; }

    /// <summary>The action that was carried out just before, in words; null for nothing.</summary>
    public string? Done { get; init; }

    /// <summary>Whether names, numbers and answers are shown: an operator asked for it, and the audit log has it.</summary>
    public bool ShowsPersonalData { get; init; }

    /// <summary>Whether the user may do what needs a role.</summary>
    /// <param name="role">The role.</param>
    public bool Allows(ConsoleRole role) => User?.Role >= role;

    /// <summary>The address of a person's page.</summary>
    /// <param name="reference">A worker's reference or a contact's UUID.</param>
    /// <returns>Null for the reference of a resource of another type: a place can be the source of a response.</returns>
    public string? PersonLink(string reference) =>
        !reference.Contains('/', StringComparison.Ordinal) || reference.Split('/')[0] is "Practitioner" or "Person" or "Patient"
            ? Link("person?id=" + Uri.EscapeDataString(reference))
            : null;

    /// <summary>The address of a page of the console.</summary>
    /// <param name="path">The path in the console, with its query.</param>
    public string Link(string path) => path.Length == 0 ? Base : $"{Base}/{path}";

    /// <summary>The address of an asset.</summary>
    /// <param name="file">Its file.</param>
    public string Asset(string file) => Link(ConsoleAssets.LinkOf(file));

    /// <summary>A time in the zone of the page, to the minute.</summary>
    /// <param name="time">The time.</param>
    public string Time(DateTimeOffset time) => TimeZoneInfo.ConvertTime(time, Zone).ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);

    /// <summary>A number with thin spaces between the thousands.</summary>
    /// <param name="number">The number.</param>
    public static string Number(long number) => number.ToString("#,0", CultureInfo.InvariantCulture).Replace(',', '\u202F');

    /// <summary>A value of a person, masked unless the page shows personal data. The last two characters of a long one help to tell values apart.</summary>
    /// <param name="value">The value; null for none.</param>
    public string Personal(string? value) => value is null or "" ? "–" : ShowsPersonalData ? value : value.Length > 6 ? "•••• " + value[^2..] : "••••";

    /// <summary>A length of time in words.</summary>
    /// <param name="span">The length.</param>
    public string Span(TimeSpan span) =>
        span.TotalMinutes < 1 ? Texts["span.short"]
        : span.TotalHours < 1 ? Texts["span.minutes", (int)span.TotalMinutes]
        : span.TotalDays < 2 ? Texts["span.hours", (int)span.TotalHours]
        : Texts["span.days", (int)span.TotalDays];

    /// <summary>How long ago a time is, or how long it takes until then, in words.</summary>
    /// <param name="time">The time.</param>
    public string Ago(DateTimeOffset time)
    {
        var (span, suffix) = time <= Now ? (Now - time, "ago") : (time - Now, "ahead");
        return span.TotalMinutes < 1 ? Texts[$"time.now"]
            : span.TotalHours < 1 ? Texts[$"time.minutes.{suffix}", (int)span.TotalMinutes]
            : span.TotalDays < 2 ? Texts[$"time.hours.{suffix}", (int)span.TotalHours]
            : Texts[$"time.days.{suffix}", (int)span.TotalDays];
    }
}
