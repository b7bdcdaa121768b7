namespace Mhero.Simulator.State;

/// <summary>A contact field. Fields are never deleted, so the ordinal is its place in every contact's values.</summary>
internal sealed class FieldEntry(int ordinal, string key)
{
    public int Ordinal { get; } = ordinal;

    public string Key { get; } = key;

    public JsonEncodedText KeyJson { get; } = JsonEncodedText.Encode(key);

    public required string Name { get; set; }

    public required string Type { get; set; }

    /// <summary>Before this time a contact write that uses it fails (see AssetDelay).</summary>
    public long UsableAt { get; init; }
}
