namespace Mhero.Core.Authoring.Drafts;

/// <summary>A way out of a node under construction.</summary>
internal sealed class DraftExit(string uuid)
{
    public string Uuid { get; } = uuid;

    /// <summary>The node that it leads to; null ends the run.</summary>
    public DraftNode? Destination { get; set; }
}
