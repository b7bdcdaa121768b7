using Mhero.DevHost.Run;
using Spectre.Console;

namespace Mhero.Cli.Output;

/// <summary>Shows what a run is doing: a line for each step, and on a real terminal how far the batches are.</summary>
internal sealed class ProgressView(IAnsiConsole console) : IProgress<LocalRunProgress>
{
    private static readonly TimeSpan Pace = TimeSpan.FromSeconds(2);

    private readonly Lock gate = new();
    private LocalRunProgress last = new("");
    private long lastAt;
    private StatusContext? spinner;

    /// <summary>Does the work with the progress in view.</summary>
    public async Task<T> ShowAsync<T>(Func<Task<T>> work)
    {
        if (!console.Profile.Capabilities.Interactive || !console.Profile.Capabilities.Ansi)
        {
            return await work();
        }

        return await console.Status().StartAsync("mHero", async context =>
        {
            lock (gate)
            {
                spinner = context;
            }

            try
            {
                return await work();
            }
            finally
            {
                lock (gate)
                {
                    spinner = null;
                }
            }
        });
    }

    public void Report(LocalRunProgress value)
    {
        lock (gate)
        {
            var text = value.Total is null ? value.Message : $"{value.Message}: {value.Done} of {value.Total} batches done";
            if (spinner is not null)
            {
                spinner.Status = Markup.Escape(text);
            }

            if (value.Message != last.Message || (spinner is null && value != last && TimeProvider.System.GetElapsedTime(lastAt) > Pace))
            {
                console.Write(new Text((spinner is null ? text : value.Message) + Environment.NewLine));
                lastAt = TimeProvider.System.GetTimestamp();
                last = value;
            }
        }
    }
}
