namespace Mhero.Core.Floip.Flows;

/// <summary>A language of a flow.</summary>
/// <param name="Id">The id by which resources name it.</param>
/// <param name="Iso">ISO 639-3; null when the container does not give it.</param>
/// <param name="Label">The name for people; null for none.</param>
public sealed record FlowLanguage(string Id, string? Iso, string? Label);
