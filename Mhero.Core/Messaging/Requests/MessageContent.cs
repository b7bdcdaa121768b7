namespace Mhero.Core.Messaging.Requests;

/// <summary>The content of a message: a text, in one or several languages, or a flow.</summary>
public sealed record MessageContent
{
    /// <summary>
    /// The text by language (ISO 639-3); empty for a flow. Unless <see cref="IsLiteral"/>, RapidPro evaluates expressions in it
    /// (<c>@contact.name</c>, <c>@fields.facility</c>), and a literal <c>@</c> is written twice.
    /// </summary>
    public IReadOnlyDictionary<string, string> Texts { get; init; } = new Dictionary<string, string>();

    /// <summary>Whether the texts are sent as they are, with each <c>@</c> in them.</summary>
    public bool IsLiteral { get; init; }

    /// <summary>The language of <see cref="Texts"/> for recipients who speak none of them, ISO 639-3; null for a flow.</summary>
    public string? BaseLanguage { get; init; }

    /// <summary>The flow to start; null for a text.</summary>
    public Guid? Flow { get; init; }

    /// <summary>The flow's parameters, <c>@trigger.params</c> in RapidPro; keys of letters, digits and <c>_</c>.</summary>
    public IReadOnlyDictionary<string, string> Parameters { get; init; } = new Dictionary<string, string>();

    /// <summary>A text in one language.</summary>
    /// <param name="text">The text.</param>
    /// <param name="language">ISO 639-3.</param>
    public static MessageContent OfText(string text, string language) =>
        new() { Texts = new Dictionary<string, string> { [language] = text }, BaseLanguage = language };

    /// <summary>A flow.</summary>
    /// <param name="flow">Its UUID.</param>
    public static MessageContent OfFlow(Guid flow) => new() { Flow = flow };

    /// <summary>The texts as RapidPro's template language has them, by language.</summary>
    internal IReadOnlyDictionary<string, string> Templates() =>
        IsLiteral ? Texts.ToDictionary(text => text.Key, text => LiteralText.Escape(text.Value)) : Texts;

    /// <summary>The text for a person.</summary>
    /// <param name="language">The person's language, ISO 639-3; null when it is not known.</param>
    /// <returns>The text and its language; nulls for a flow.</returns>
    public (string? Text, string? Language) For(string? language) =>
        language is not null && Texts.TryGetValue(language, out var own) ? (own, language)
        : BaseLanguage is not null ? (Texts.GetValueOrDefault(BaseLanguage), BaseLanguage)
        : (null, null);
}
