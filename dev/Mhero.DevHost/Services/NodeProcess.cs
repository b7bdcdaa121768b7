using System.Collections.Concurrent;
using System.Diagnostics;

namespace Mhero.DevHost.Services;

/// <summary>
/// A script of <c>dev/Mhero.DevHost/npm</c> that runs until it is disposed of. The script watches its standard input, which
/// closes when this process dies in whatever way, so none is left behind.
/// </summary>
internal sealed class NodeProcess : IAsyncDisposable
{
    private const int LinesKept = 40;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly Process _process;
    private readonly ConcurrentQueue<string> _lastLines = new();
    private readonly Action<string>? _onOutput;

    private NodeProcess(Process process, Action<string>? onOutput)
    {
        _process = process;
        _onOutput = onOutput;
    }

    public static NodeProcess Start(string script, IEnumerable<string> arguments, Action<string>? onOutput = null)
    {
        var start = new ProcessStartInfo("node")
        {
            WorkingDirectory = NodeModules.Folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.ArgumentList.Add(Path.Combine(NodeModules.Folder, script));
        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        start.Environment["MHERO_PARENT"] = "stdin";
        var node = new NodeProcess(new Process { StartInfo = start }, onOutput);
        node._process.OutputDataReceived += (_, line) => node.Keep(line.Data, error: false);
        node._process.ErrorDataReceived += (_, line) => node.Keep(line.Data, error: true);
        node._process.Start();
        node._process.BeginOutputReadLine();
        node._process.BeginErrorReadLine();
        return node;
    }

    /// <summary>Waits until <paramref name="ready"/> says yes; a child that ended, or the time, makes it fail with what the child said.</summary>
    public async Task WaitAsync(string name, TimeSpan timeout, Func<CancellationToken, Task<bool>> ready, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(timeout);
        try
        {
            while (!_process.HasExited)
            {
                if (await ready(limit.Token))
                {
                    return;
                }

                await Task.Delay(TimeSpan.FromMilliseconds(50), limit.Token);
            }

            // The last lines arrive after the end of the process, and WaitForExitAsync waits for them.
            await _process.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new LocalServiceException($"{name} was not ready after {timeout.TotalSeconds:0} s. Its output: {Said()}");
        }

        throw new LocalServiceException($"{name} ended with exit code {_process.ExitCode} while it started. Its output: {Said()}");
    }

    public async ValueTask DisposeAsync()
    {
        try
        {
            // The end of its input asks the child to write its data down and go.
            _process.StandardInput.Close();
            using var patience = new CancellationTokenSource(Patience);
            await _process.WaitForExitAsync(patience.Token);
        }
        catch (OperationCanceledException)
        {
            _process.Kill(entireProcessTree: true);
            await _process.WaitForExitAsync();
        }

        _process.Dispose();
    }

    private string Said() => _lastLines.IsEmpty ? "nothing" : string.Join(Environment.NewLine, _lastLines);

    private void Keep(string? line, bool error)
    {
        if (line is null)
        {
            return;
        }

        _lastLines.Enqueue(line);
        while (_lastLines.Count > LinesKept)
        {
            _lastLines.TryDequeue(out _);
        }

        if (!error)
        {
            _onOutput?.Invoke(line);
        }
    }
}
