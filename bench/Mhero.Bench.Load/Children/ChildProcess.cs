using System.Diagnostics;

namespace Mhero.Bench.Load.Children;

/// <summary>
/// This program once more, as a process of its own, so that what it costs is told apart from what mHero costs. It ends
/// when its input closes, and that happens however this process ends.
/// </summary>
internal sealed class ChildProcess : IAsyncDisposable
{
    private readonly Process _process;

    private ChildProcess(Process process) => _process = process;

    /// <summary>What the child said when it was ready.</summary>
    public JsonElement Greeting { get; private set; }

    public int Id => _process.Id;

    /// <summary>Processor time so far, of all its threads.</summary>
    public TimeSpan ProcessorTime
    {
        get
        {
            _process.Refresh();
            return _process.TotalProcessorTime;
        }
    }

    public static async Task<ChildProcess> StartAsync(string command, params string[] arguments)
    {
        var start = ThisProgram();
        start.RedirectStandardInput = true;
        start.RedirectStandardOutput = true;
        start.ArgumentList.Add(command);
        Array.ForEach(arguments, start.ArgumentList.Add);
        var child = new ChildProcess(Process.Start(start)!);
        try
        {
            child.Greeting = (await child.ReadAsync(command)).Result;
            return child;
        }
        catch
        {
            await child.DisposeAsync();
            throw;
        }
    }

    /// <summary>The start of this program once more, without arguments.</summary>
    public static ProcessStartInfo ThisProgram()
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!);

        // Under `dotnet exec` the process is dotnet and the program its first argument.
        if (Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet")
        {
            start.ArgumentList.Add(typeof(ChildProcess).Assembly.Location);
        }

        return start;
    }

    public async Task<T> AskAsync<T>(string command, object? arguments = null)
    {
        var request = new ChildRequest(command, JsonSerializer.SerializeToElement(arguments, JsonSerializerOptions.Web));
        await _process.StandardInput.WriteLineAsync(JsonSerializer.Serialize(request, JsonSerializerOptions.Web));
        await _process.StandardInput.FlushAsync();
        return (await ReadAsync(command)).Result.Deserialize<T>(JsonSerializerOptions.Web)!;
    }

    public Task DoAsync(string command, object? arguments = null) => AskAsync<JsonElement>(command, arguments);

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.StandardInput.Close();
            using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(15));
            await _process.WaitForExitAsync(limit.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (!_process.HasExited)
            {
                _process.Kill(entireProcessTree: true);
            }
        }

        _process.Dispose();
    }

    private async Task<ChildReply> ReadAsync(string command)
    {
        var line = await _process.StandardOutput.ReadLineAsync() ?? throw new BenchException($"The child process ended during '{command}'.");
        var reply = JsonSerializer.Deserialize<ChildReply>(line, JsonSerializerOptions.Web)!;
        return reply.Error is null ? reply : throw new BenchException($"'{command}' failed in the child process: {reply.Error}");
    }
}
