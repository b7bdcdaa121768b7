namespace Mhero.Cli.Profiles;

/// <summary>How a command reaches an app.</summary>
/// <param name="App">The app's address.</param>
/// <param name="FunctionKey">Its function key; null for none.</param>
internal sealed record AppProfile(string App, string? FunctionKey)
{
    /// <summary>The process of the local run that the profile is for; null for one that <c>mhero login</c> saved.</summary>
    public int? Process { get; init; }

    /// <summary>The settings with which a command reaches the systems that the local run started, as the environment would have them.</summary>
    public IReadOnlyDictionary<string, string> Settings { get; init; } = new Dictionary<string, string>();

    /// <summary>When that process started (UTC), since numbers of processes are used again.</summary>
    public DateTimeOffset? ProcessStartedAt { get; init; }
}
