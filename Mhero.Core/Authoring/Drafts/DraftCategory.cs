namespace Mhero.Core.Authoring.Drafts;

/// <summary>A category of a router under construction.</summary>
/// <param name="Uuid">Its UUID.</param>
/// <param name="Name">Its name in the base language.</param>
/// <param name="Label">Its name in other languages; null when it has none.</param>
/// <param name="Exit">Its exit.</param>
internal sealed record DraftCategory(string Uuid, string Name, LocalText? Label, DraftExit Exit);
