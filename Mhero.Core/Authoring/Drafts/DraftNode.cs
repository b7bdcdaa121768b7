namespace Mhero.Core.Authoring.Drafts;

/// <summary>A node under construction.</summary>
/// <param name="uuid">Its UUID.</param>
/// <param name="path">The item that it belongs to, or the part of the flow.</param>
internal sealed class DraftNode(string uuid, string path)
{
    public string Uuid { get; } = uuid;

    public string Path { get; } = path;

    public List<DraftAction> Actions { get; } = [];

    public DraftRouter? Router { get; init; }

    public List<DraftExit> Exits { get; } = [];
}
