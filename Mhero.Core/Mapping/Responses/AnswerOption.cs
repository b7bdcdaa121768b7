using Hl7.Fhir.Model;

namespace Mhero.Core.Mapping.Responses;

/// <summary>One answer that an item allows.</summary>
/// <param name="Value">The value as a response carries it.</param>
/// <param name="Display">The text that people read.</param>
/// <param name="Code">The code, or the value as text; null for none.</param>
/// <param name="Categories">RapidPro's names for it.</param>
/// <param name="Translations">The display in other languages, by BCP-47 tag.</param>
internal sealed record AnswerOption(DataType Value, string? Display, string? Code, IReadOnlyList<string> Categories, IReadOnlyList<(string? Language, string Text)> Translations);
