namespace Mhero.Core.Floip.Flows;

/// <summary>One block of a flow.</summary>
public sealed record FlowBlock
{
    /// <summary>The block's UUID.</summary>
    public string Uuid { get; init; } = "";

    /// <summary>The name, of word characters: the key of the block's result.</summary>
    public string Name { get; init; } = "";

    /// <summary>The name for people; null for none.</summary>
    public string? Label { get; init; }

    /// <summary>The type, such as <c>MobilePrimitives.Message</c>. An open set.</summary>
    public string Type { get; init; } = "";

    /// <summary>The configuration, in the form of rc4.</summary>
    public JsonObject Config { get; init; } = [];

    /// <summary>The exits; the default exit is the last.</summary>
    public IReadOnlyList<BlockExit> Exits { get; init; } = [];

    /// <summary>Data of the system that wrote it; null for none.</summary>
    public JsonObject? VendorMetadata { get; init; }
}
