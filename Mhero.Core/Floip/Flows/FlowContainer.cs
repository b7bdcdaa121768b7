namespace Mhero.Core.Floip.Flows;

/// <summary>A container of the FLOIP Flow Specification, in the form of 1.0.0-rc4, whatever the version that was read.</summary>
public sealed record FlowContainer
{
    /// <summary>The version that is written.</summary>
    public const string WrittenVersion = "1.0.0-rc4";

    /// <summary>The container's UUID.</summary>
    public string Uuid { get; init; } = "";

    /// <summary>The name.</summary>
    public string Name { get; init; } = "";

    /// <summary>The description; null for none.</summary>
    public string? Description { get; init; }

    /// <summary>The flows; the first one is where a conversation begins.</summary>
    public IReadOnlyList<ContainerFlow> Flows { get; init; } = [];

    /// <summary>Data of the system that wrote it; null for none.</summary>
    public JsonObject? VendorMetadata { get; init; }
}
