using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Azure.Functions.Worker;

namespace Mhero.DevHost.Host;

/// <summary>
/// Runs a function app without the Azure Functions runtime, and does what that does: HTTP routes and keys, timers without overlap and
/// with past due, queues in parallel batches with attempts and a poison queue, switches for single functions. One process, loopback only.
/// </summary>
public sealed class FunctionsHost : IAsyncDisposable
{
    /// <summary>How long a stopping host waits for its functions, first as they are, then with their token cancelled.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(5);

    private readonly HostParts _parts;
    private readonly WebApplication _app;
    private readonly HostWork _work;
    private Task _listening = Task.CompletedTask;

    private FunctionsHost(HostParts parts)
    {
        _parts = parts;
        (_app, _work) = (parts.App, parts.Work);
        Functions = [.. parts.Functions.Select(function => function.Description)];
    }

    /// <summary>The host's address, with the port that it really got: <c>http://127.0.0.1:7071/</c>.</summary>
    public Uri BaseUrl { get; private set; } = new("http://127.0.0.1/");

    /// <summary>The functions' services. Scoped ones need a scope.</summary>
    public IServiceProvider Services => _app.Services;

    /// <summary>All functions found, disabled ones included, by name.</summary>
    public IReadOnlyList<FunctionDescription> Functions { get; }

    /// <summary>
    /// Finds the functions, creates the queues that are missing, starts the HTTP server, the listeners and the timers.
    /// Throws <see cref="FunctionsHostException"/> if a setting is missing or wrong, with all such faults at once.
    /// </summary>
    /// <param name="options">What to run.</param>
    /// <param name="cancellationToken">Gives the start up.</param>
    /// <returns>The running host; disposing it stops it.</returns>
    public static async Task<FunctionsHost> StartAsync(FunctionsHostOptions options, CancellationToken cancellationToken = default)
    {
        var host = new FunctionsHost(HostParts.Build(options));
        try
        {
            await host.StartAsync(cancellationToken);
            return host;
        }
        catch
        {
            await host.DisposeAsync();
            throw;
        }
    }

    /// <summary>Runs a timer now and waits for its end; a run under way is waited for first. Also runs a disabled timer, as the admin endpoint does.</summary>
    /// <param name="function">The function's name.</param>
    /// <param name="cancellationToken">Cancels the wait and the run.</param>
    /// <exception cref="ArgumentException">No timer has that name.</exception>
    public Task InvokeTimerAsync(string function, CancellationToken cancellationToken = default) =>
        _parts.Timers.TryGetValue(function, out var timer)
            ? timer.InvokeAsync(new TimerInfo(), cancellationToken)
            : throw new ArgumentException($"No timer function is called '{function}'.", nameof(function));

    /// <summary>
    /// True if nothing is in work and the queues of all enabled functions are empty. Messages that wait for a retry, or were sent
    /// with a delay, are still to be done and count; poison queues count only if a function reads them.
    /// </summary>
    /// <param name="cancellationToken">Gives up asking.</param>
    public async Task<bool> IsIdleAsync(CancellationToken cancellationToken = default)
    {
        var begun = _work.Begun;
        if (_work.InWork > 0)
        {
            return false;
        }

        foreach (var listener in _parts.Listeners)
        {
            if (await listener.CountAsync(cancellationToken) > 0)
            {
                return false;
            }
        }

        return _work.InWork == 0 && _work.Begun == begun;
    }

    /// <summary>Says why <see cref="IsIdleAsync"/> is false: the functions in work, and the messages on each queue, those included that are hidden.</summary>
    /// <param name="cancellationToken">Gives up asking.</param>
    public async Task<string> DescribeWorkAsync(CancellationToken cancellationToken = default)
    {
        var queues = new List<string>();
        foreach (var listener in _parts.Listeners)
        {
            if (await listener.CountAsync(cancellationToken) is > 0 and var count)
            {
                queues.Add($"{listener.Name}: {count}");
            }
        }

        return $"{_work.InWork} functions in work; messages on {(queues.Count == 0 ? "no queue" : string.Join(", ", queues))}";
    }

    /// <summary>Waits until <see cref="IsIdleAsync"/> is true.</summary>
    /// <param name="cancellationToken">Gives up waiting.</param>
    public async Task WaitUntilIdleAsync(CancellationToken cancellationToken = default)
    {
        while (!await IsIdleAsync(cancellationToken))
        {
            var ended = _work.Ended;
            await Task.Delay(TimeSpan.FromMilliseconds(50), cancellationToken);
            if (_work.InWork > 0)
            {
                await ended.WaitAsync(cancellationToken);
            }
        }
    }

    /// <summary>
    /// Dies as if the process had been killed: polling and connections end at once, no function is asked to stop, no message is deleted,
    /// released or kept hidden any longer, the timers' lease is left to run out. A function in work runs on unheard, since a thread
    /// cannot be killed, so its last writes may come later than a real kill would let them.
    /// </summary>
    public async Task AbortAsync()
    {
        _work.Abort();
        await _app.Services.GetRequiredService<IServer>().StopAsync(new CancellationToken(canceled: true));
    }

    /// <summary>Stops: nothing new begins, functions in work get five seconds to end and five more with their token cancelled; interrupted messages are released.</summary>
    public async ValueTask DisposeAsync()
    {
        _work.Stop();
        if (!_work.IsAborted)
        {
            await _work.DrainAsync(Grace);
            await _listening.WaitAsync(Grace).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await _app.StopAsync();
        }

        await _app.DisposeAsync();
        if (!_work.IsAborted && _listening.IsCompleted && _work.InWork == 0)
        {
            _parts.Dispose();
        }
    }

    private async Task StartAsync(CancellationToken cancellationToken)
    {
        await _parts.CreateStorageAsync(cancellationToken);
        try
        {
            await _app.StartAsync(cancellationToken);
        }
        catch (IOException error)
        {
            throw new FunctionsHostException($"The functions cannot listen: {error.Message} Choose another port, or 0 for any that is free.", error);
        }

        BaseUrl = new Uri(_app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());
        _listening = Task.WhenAll([.. _parts.Listeners.Select(listener => listener.RunAsync()), _parts.Scheduler?.RunAsync() ?? Task.CompletedTask]);
    }
}
