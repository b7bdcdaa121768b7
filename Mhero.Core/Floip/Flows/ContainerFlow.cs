namespace Mhero.Core.Floip.Flows;

/// <summary>One flow of a container.</summary>
public sealed record ContainerFlow
{
    /// <summary>The flow's UUID.</summary>
    public string Uuid { get; init; } = "";

    /// <summary>The name.</summary>
    public string Name { get; init; } = "";

    /// <summary>When the flow last changed, as the container gives it; null for none.</summary>
    public string? LastModified { get; init; }

    /// <summary>Seconds without an answer after which the conversation ends; null for none.</summary>
    public long? InteractionTimeout { get; init; }

    /// <summary>The channels: <c>TEXT</c>, <c>SMS</c>, <c>USSD</c>, <c>IVR</c>, <c>RICH_MESSAGING</c>, <c>OFFLINE</c>.</summary>
    public IReadOnlyList<string> SupportedModes { get; init; } = [];

    /// <summary>The UUID of the block where the flow begins.</summary>
    public string FirstBlockId { get; init; } = "";

    /// <summary>The languages; the first one is the base language.</summary>
    public IReadOnlyList<FlowLanguage> Languages { get; init; } = [];

    /// <summary>The blocks.</summary>
    public IReadOnlyList<FlowBlock> Blocks { get; init; } = [];

    /// <summary>The texts and media, by UUID.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<ResourceValue>> Resources { get; init; } = new Dictionary<string, IReadOnlyList<ResourceValue>>();

    /// <summary>Data of the system that wrote it; null for none.</summary>
    public JsonObject? VendorMetadata { get; init; }
}
