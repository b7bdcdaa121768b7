namespace Mhero.Core.Sync.FlowResults;

/// <summary>The FLOIP servers whose Flow Results are read, or that push them. Section <c>Mhero:FlowResults</c>.</summary>
public sealed class FlowResultsOptions
{
    /// <summary>The configuration section.</summary>
    public const string SectionName = "Mhero:FlowResults";

    /// <summary>How long the rows of a session are stored after the last change of the session; null for no limit.</summary>
    public TimeSpan? KeepRowsFor { get; set; } = TimeSpan.FromDays(365);

    /// <summary>The sources by name: 1 to 32 lower-case letters, digits and hyphens. The name is part of the identifiers in the registry.</summary>
    public Dictionary<string, FlowResultsSourceOptions> Sources { get; set; } = new(StringComparer.Ordinal);
}
