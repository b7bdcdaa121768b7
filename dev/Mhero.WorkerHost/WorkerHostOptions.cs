namespace Mhero.WorkerHost;

/// <summary>Which worker to start, and how.</summary>
public sealed record WorkerHostOptions
{
    /// <summary>Folder of the published app: <c>worker.config.json</c>, <c>host.json</c> and the assemblies.</summary>
    public required string AppFolder { get; init; }

    /// <summary>App settings, given to the worker as environment variables; a null value removes a variable.</summary>
    public required IReadOnlyDictionary<string, string?> Settings { get; init; }

    /// <summary>How long the worker may take from its start until its functions are loaded.</summary>
    public TimeSpan StartLimit { get; init; } = TimeSpan.FromMinutes(2);
}
