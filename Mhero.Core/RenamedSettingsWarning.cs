using Microsoft.Extensions.Hosting;

namespace Mhero.Core;

/// <summary>Logs at the start which settings have old names.</summary>
/// <param name="names">Old and new name of each.</param>
/// <param name="logger">The log.</param>
internal sealed partial class RenamedSettingsWarning(IReadOnlyList<(string Old, string New)> names, ILogger<RenamedSettingsWarning> logger) : IHostedService
{
    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        foreach (var (old, replacement) in names)
        {
            LogRenamed(old.Replace(":", "__", StringComparison.Ordinal), replacement.Replace(":", "__", StringComparison.Ordinal));
        }

        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    [LoggerMessage(4000, LogLevel.Warning, "The setting {Old} is now called {New}; rename it before the next version")]
    private partial void LogRenamed(string old, string @new);
}
