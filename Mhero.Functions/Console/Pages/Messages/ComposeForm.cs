using Hl7.Fhir.Model;
using Mhero.Core.Fhir;
using Mhero.Functions.Console.Routing;

namespace Mhero.Functions.Console.Pages.Messages;

/// <summary>A message as it is written in the form.</summary>
public sealed record ComposeForm
{
    /// <summary>The number of translations that the form has room for.</summary>
    public const int Translations = 2;

    /// <summary>The text.</summary>
    public string Text { get; init; } = "";

    /// <summary>Its language; empty for the default one.</summary>
    public string Language { get; init; } = "";

    /// <summary>Translations: language and text.</summary>
    public IReadOnlyList<(string Language, string Text)> Others { get; init; } = [];

    /// <summary>The cadre, <c>system|code</c>; empty for all.</summary>
    public string Cadre { get; init; } = "";

    /// <summary>A part of the name of a place; empty for none.</summary>
    public string PlaceName { get; init; } = "";

    /// <summary>The place, <c>Location/1</c>; empty while it was not chosen.</summary>
    public string Place { get; init; } = "";

    /// <summary>The group, <c>Group/1</c>; empty for none.</summary>
    public string Group { get; init; } = "";

    /// <summary>A reference or search, as a CommunicationRequest has it; empty for none.</summary>
    public string Search { get; init; } = "";

    /// <summary>The earliest time, in the zone of the page, as the field of a form has it; empty for now.</summary>
    public string NotBefore { get; init; } = "";

    /// <summary>Whether it goes out at once, at night too and to people who opted out.</summary>
    public bool IsUrgent { get; init; }

    /// <summary>Identifies the message, so that a form that is sent twice sends one message.</summary>
    public string Key { get; init; } = Guid.NewGuid().ToString("N");

    /// <summary>Reads the form.</summary>
    /// <param name="request">The request.</param>
    public static ComposeForm Of(ConsoleRequest request) => new()
    {
        Text = request.Field("text")?.ReplaceLineEndings("\n") ?? "",
        Language = request.Field("language") ?? "",
        Others = [.. Enumerable.Range(1, Translations).Select(i => (request.Field($"language{i}") ?? "", request.Field($"text{i}")?.ReplaceLineEndings("\n") ?? ""))],
        Cadre = request.Field("cadre") ?? "",
        PlaceName = request.Field("placeName") ?? "",
        Place = request.Field("place") ?? "",
        Group = request.Field("group") ?? "",
        Search = request.Field("search") ?? "",
        NotBefore = request.Field("notBefore") ?? "",
        IsUrgent = request.Field("urgent") is not null,
        Key = Guid.TryParse(request.Field("key"), out var key) ? key.ToString("N") : Guid.NewGuid().ToString("N"),
    };

    /// <summary>Whether recipients are named.</summary>
    public bool HasRecipients => Cadre.Length + PlaceName.Length + Place.Length + Group.Length + Search.Length > 0;

    /// <summary>The message as a CommunicationRequest.</summary>
    /// <param name="zone">The zone of <see cref="NotBefore"/>.</param>
    public CommunicationRequest ToRequest(TimeZoneInfo zone)
    {
        var text = new FhirString(Text);
        foreach (var (language, translation) in Others.Where(o => o.Text.Length > 0))
        {
            text.Extension.Add(new Extension { Url = QuestionnaireExtensions.Translation, Extension = [new("lang", new Code(language)), new("content", new FhirString(translation))] });
        }

        return new CommunicationRequest
        {
            Status = RequestStatus.Active,
            Language = Language.Length > 0 ? Language : null,
            Priority = IsUrgent ? RequestPriority.Urgent : null,
            Payload = [new() { Content = text }],
            Recipient = [.. Recipients().Select(recipient => new ResourceReference(recipient))],
            Occurrence = TimeOf(NotBefore, zone) is { } time ? new FhirDateTime(time) : null,
        };
    }

    /// <summary>Whether the time can be read.</summary>
    /// <param name="zone">The zone.</param>
    public bool HasGoodTime(TimeZoneInfo zone) => NotBefore.Length == 0 || TimeOf(NotBefore, zone) is not null;

    private IEnumerable<string> Recipients()
    {
        if (Cadre.Length > 0)
        {
            yield return $"PractitionerRole?role={Uri.EscapeDataString(Cadre)}{(Place.Length > 0 ? $"&location={Uri.EscapeDataString(Place)}" : "")}";
        }
        else if (Place.Length > 0)
        {
            yield return Place;
        }

        if (Group.Length > 0)
        {
            yield return Group;
        }

        if (Search.Length > 0)
        {
            yield return Search;
        }
    }

    private static DateTimeOffset? TimeOf(string text, TimeZoneInfo zone) =>
        DateTime.TryParseExact(text, ["yyyy-MM-ddTHH:mm", "yyyy-MM-ddTHH:mm:ss"], CultureInfo.InvariantCulture, DateTimeStyles.None, out var local) && !zone.IsInvalidTime(local)
            ? new DateTimeOffset(local, zone.GetUtcOffset(local)).ToUniversalTime()
            : null;
}
