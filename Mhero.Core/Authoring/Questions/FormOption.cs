using Hl7.Fhir.Model;

namespace Mhero.Core.Authoring.Questions;

/// <summary>An option of a choice in a flow.</summary>
/// <param name="Value">The value that the response has.</param>
/// <param name="Category">The name of its category.</param>
/// <param name="Display">The text that a person reads.</param>
internal sealed record FormOption(DataType Value, string Category, LocalText Display);
