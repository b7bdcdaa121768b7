namespace Mhero.Core.Sync.Engine.Queueing;

/// <summary>Gives the options of one sync the settings of <c>Mhero:Sync</c>, before its own section is bound.</summary>
/// <typeparam name="TOptions">The sync's options.</typeparam>
internal sealed class SyncDefaults<TOptions>(IOptions<SyncDefaultOptions> defaults) : IConfigureOptions<TOptions>
    where TOptions : WorkOptions
{
    /// <inheritdoc/>
    public void Configure(TOptions options)
    {
        if (Read() is not { } all)
        {
            return;
        }

        options.BatchSize = all.BatchSize ?? options.BatchSize;
        options.MaxAttempts = all.MaxAttempts ?? options.MaxAttempts;
        options.RetryDelay = all.RetryDelay ?? options.RetryDelay;
        if (options is SyncOptions sync)
        {
            sync.Overlap = all.Overlap ?? sync.Overlap;
        }
    }

    /// <summary>Null while the settings have faults, which are reported as those of <c>Mhero:Sync</c>.</summary>
    private SyncDefaultOptions? Read()
    {
        try
        {
            return defaults.Value;
        }
        catch (Exception e) when (e is OptionsValidationException or InvalidOperationException)
        {
            return null;
        }
    }
}
