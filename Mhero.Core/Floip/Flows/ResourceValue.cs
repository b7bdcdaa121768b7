namespace Mhero.Core.Floip.Flows;

/// <summary>A resource in one language and for some channels.</summary>
/// <param name="LanguageId">The id of the language.</param>
/// <param name="ContentType"><c>TEXT</c>, <c>AUDIO</c>, <c>IMAGE</c> or <c>VIDEO</c>.</param>
/// <param name="Modes">The channels; empty for all.</param>
/// <param name="Value">The text, which may have expressions, or the address.</param>
/// <param name="MimeType">The type of the media; null for none.</param>
public sealed record ResourceValue(string LanguageId, string ContentType, IReadOnlyList<string> Modes, string Value, string? MimeType);
