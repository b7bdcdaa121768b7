namespace Mhero.Core.Storage.Backup;

/// <summary>
/// A line of a backup. The first has <see cref="Format"/>, the last <see cref="Rows"/>; those between are rows, a table's
/// together, in the order of their keys.
/// </summary>
internal sealed record BackupLine
{
    /// <summary>The value of <see cref="Format"/>.</summary>
    public const string CurrentFormat = "mhero-tables-1";

    [JsonPropertyName("format")]
    public string? Format { get; init; }

    /// <summary>How many rows the backup has: without this line it is not whole.</summary>
    [JsonPropertyName("rows")]
    public long? Rows { get; init; }

    /// <summary>The table's name after the prefix.</summary>
    [JsonPropertyName("table")]
    public string? Table { get; init; }

    [JsonPropertyName("partition")]
    public string? Partition { get; init; }

    [JsonPropertyName("row")]
    public string? Row { get; init; }

    /// <summary>The properties by name, each as <see cref="BackupValue"/> writes it.</summary>
    [JsonPropertyName("values")]
    public Dictionary<string, string[]>? Values { get; init; }
}
