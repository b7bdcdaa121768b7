namespace Mhero.Core.Authoring.Drafts;

/// <summary>A case of a router under construction.</summary>
/// <param name="Uuid">Its UUID.</param>
/// <param name="Test">The test.</param>
/// <param name="Arguments">The test's arguments.</param>
/// <param name="Category">The category when it matches.</param>
internal sealed record DraftCase(string Uuid, string Test, IReadOnlyList<LocalText> Arguments, DraftCategory Category);
