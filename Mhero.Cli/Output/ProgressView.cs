using Mhero.DevHost.Run;

namespace Mhero.Cli.Output;

/// <summary>Shows what a run is doing: a line for each step, and on a real terminal how far the batches are.</summary>
internal sealed class ProgressView(IAnsiConsole console) : IProgress<LocalRunProgress>
{
    private static readonly TimeSpan Pace = TimeSpan.FromSeconds(2);

    private readonly Lock _gate = new();
    private LocalRunProgress _last = new("");
    private long _lastAt;
    private StatusContext? _spinner;

    /// <summary>Does the work with the progress in view.</summary>
    public async Task<T> ShowAsync<T>(Func<Task<T>> work)
    {
        if (!console.Profile.Capabilities.Interactive || !console.Profile.Capabilities.Ansi)
        {
            return await work();
        }

        return await console.Status().StartAsync("mHero", async context =>
        {
            lock (_gate)
            {
                _spinner = context;
            }

            try
            {
                return await work();
            }
            finally
            {
                lock (_gate)
                {
                    _spinner = null;
                }
            }
        });
    }

    public void Report(LocalRunProgress value)
    {
        lock (_gate)
        {
            var text = value.Total is null ? value.Message : $"{value.Message}: {value.Done} of {value.Total} batches done";
            if (_spinner is not null)
            {
                _spinner.Status = Markup.Escape(text);
            }

            if (value.Message != _last.Message || (_spinner is null && value != _last && TimeProvider.System.GetElapsedTime(_lastAt) > Pace))
            {
                console.Write(new Text((_spinner is null ? text : value.Message) + Environment.NewLine));
                _lastAt = TimeProvider.System.GetTimestamp();
                _last = value;
            }
        }
    }
}
