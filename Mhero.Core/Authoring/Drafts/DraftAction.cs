namespace Mhero.Core.Authoring.Drafts;

/// <summary>An action of a node under construction.</summary>
/// <param name="Uuid">Its UUID.</param>
/// <param name="Type">Its type.</param>
/// <param name="Members">Its members beside UUID, type and text.</param>
/// <param name="Text">The text of a message; null for other actions.</param>
internal sealed record DraftAction(string Uuid, string Type, JsonObject Members, LocalText? Text = null);
