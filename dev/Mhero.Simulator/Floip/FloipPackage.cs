namespace Mhero.Simulator.Floip;

/// <summary>A package of a <see cref="FloipServer"/>.</summary>
internal sealed class FloipPackage(JsonObject descriptor)
{
    private readonly List<JsonArray> _rows = [];

    /// <summary>The package's id.</summary>
    public string Id { get; } = descriptor["id"]!.GetValue<string>();

    /// <summary>The descriptor; replaced as a whole.</summary>
    public JsonObject Descriptor { get; set; } = descriptor;

    /// <summary>The rows, in the order in which they were added.</summary>
    public IReadOnlyList<JsonArray> Rows => _rows;

    public void Add(IEnumerable<JsonArray> rows) => _rows.AddRange(rows);
}
