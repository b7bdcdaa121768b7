using System.Diagnostics;

namespace Mhero.WorkerHost;

/// <summary>The process of a worker, started as <c>worker.config.json</c> says.</summary>
internal sealed class WorkerProcess : IDisposable
{
    private readonly Process _process;
    private readonly StringBuilder _output = new();

    private WorkerProcess(Process process)
    {
        _process = process;
        process.OutputDataReceived += (_, line) => Keep(line.Data);
        process.ErrorDataReceived += (_, line) => Keep(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        Exited = ExitAsync();
    }

    public int Id => _process.Id;

    /// <summary>Completes with the exit code when the process has ended.</summary>
    public Task<int> Exited { get; }

    /// <summary>The text of the process's standard streams.</summary>
    public string Output
    {
        get
        {
            lock (_output)
            {
                return _output.ToString();
            }
        }
    }

    public static WorkerProcess Start(WorkerHostOptions options, Uri host, int maxMessageBytes)
    {
        var config = JsonNode.Parse(File.ReadAllText(Path.Combine(options.AppFolder, "worker.config.json")))!["description"]!;
        var start = new ProcessStartInfo(config["defaultExecutablePath"]!.GetValue<string>())
        {
            WorkingDirectory = options.AppFolder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.ArgumentList.Add(Path.Combine(options.AppFolder, config["defaultWorkerPath"]!.GetValue<string>()));
        var worker = Guid.NewGuid().ToString();
        (string Name, string Value)[] arguments =
        [
            ("--functions-uri", host.ToString()),
            ("--functions-request-id", Guid.NewGuid().ToString()),
            ("--functions-worker-id", worker),
            ("--functions-grpc-max-message-length", maxMessageBytes.ToString(CultureInfo.InvariantCulture)),
        ];
        foreach (var (name, value) in arguments)
        {
            start.ArgumentList.Add(name);
            start.ArgumentList.Add(value);
        }

        start.Environment["FUNCTIONS_WORKER_RUNTIME"] = "dotnet-isolated";
        start.Environment["FUNCTIONS_APPLICATION_DIRECTORY"] = options.AppFolder;
        foreach (var (name, value) in options.Settings)
        {
            start.Environment[name] = value;
        }

        return new WorkerProcess(Process.Start(start)!);
    }

    /// <summary>Waits for the process to end, and kills it after the limit.</summary>
    /// <returns>Whether it ended within the limit.</returns>
    public async Task<bool> WaitAsync(TimeSpan limit)
    {
        if (await Task.WhenAny(Exited, Task.Delay(limit)) == Exited)
        {
            return true;
        }

        _process.Kill(entireProcessTree: true);
        await Exited;
        return false;
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
            _process.WaitForExit();
        }

        _process.Dispose();
    }

    private async Task<int> ExitAsync()
    {
        await _process.WaitForExitAsync();
        return _process.ExitCode;
    }

    private void Keep(string? line)
    {
        if (line is not null)
        {
            lock (_output)
            {
                _output.AppendLine(line);
            }
        }
    }
}
