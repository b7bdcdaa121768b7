namespace Mhero.DevHost.Services;

/// <summary>How Azurite is started.</summary>
public sealed record AzuriteOptions
{
    /// <summary>Port of the blob service on 127.0.0.1; 0 finds a free one.</summary>
    public int BlobPort { get; init; }

    /// <summary>Port of the queue service on 127.0.0.1; 0 finds a free one.</summary>
    public int QueuePort { get; init; }

    /// <summary>Port of the table service on 127.0.0.1; 0 finds a free one.</summary>
    public int TablePort { get; init; }

    /// <summary>Folder that keeps the data; null keeps them in memory, and they go when Azurite ends.</summary>
    public string? DataFolder { get; init; }

    /// <summary>How long the services may take to answer.</summary>
    public TimeSpan StartTimeout { get; init; } = TimeSpan.FromSeconds(60);
}
