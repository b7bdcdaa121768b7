using System.Diagnostics;
using System.Net.Http.Headers;
using System.Text.RegularExpressions;
using Mhero.DevHost.Services;

namespace Mhero.EndToEnd.Tests.Cli;

/// <summary>A <c>mhero up</c> that stays up for the tests of the tutorials, and a shell that runs their commands against it: in the root of the repository, with files of its own.</summary>
public sealed partial class RunningUp : IAsyncLifetime
{
    private static readonly HttpClient Http = new();

    // Arguments are split at blanks, so the folder has none. The profile of the local run is in it.
    private readonly string _folder = Directory.CreateTempSubdirectory("mhero-up-").FullName;
    private Process? _up;
    private string _simulator = "";
    private string _registry = "";
    private string _webhook = "";

    /// <summary>How long the parts may take on a busy machine.</summary>
    public static TimeSpan Patience { get; } = TimeSpan.FromMinutes(8);

    /// <summary>The root of the repository.</summary>
    public static string Root { get; } = Path.GetFullPath(Path.Combine(NodeModules.Folder, "..", "..", ".."));

    /// <summary>Starts it, and waits until it has printed its addresses.</summary>
    public async Task InitializeAsync()
    {
        _up = MheroProcess.Start("up --port 0", ("MHERO_CONFIG", _folder));
        var addresses = await AddressesAsync(_up);
        (_simulator, _registry, _webhook) = (addresses["RapidPro"], addresses["Registry"], addresses["Webhook"]);
    }

    public async Task DisposeAsync()
    {
        using var up = _up;
        up?.Kill(entireProcessTree: true);
        await (up?.WaitForExitAsync() ?? Task.CompletedTask);
        Directory.Delete(_folder, recursive: true);
    }

    /// <summary>Runs a command as a shell would, with the addresses of this run.</summary>
    /// <returns>What it printed: of <c>mhero</c> the messages first, of <c>curl</c> the body of the answer.</returns>
    public async Task<string> RunAsync(string command)
    {
        command = command.Replace("http://127.0.0.1:8500", _simulator, StringComparison.Ordinal).Replace("http://127.0.0.1:8600", _registry, StringComparison.Ordinal)
            .Replace("\"<webhook>\"", _webhook, StringComparison.Ordinal);
        command = Regex.Replace(command, @"(?<=[ @])(?=(?:docs|examples)/)", Root + Path.DirectorySeparatorChar);
        command = Regex.Replace(command, @"(?<=[ @])(?=[a-z-]+\.json\b)", _folder + Path.DirectorySeparatorChar);
        return command.StartsWith("mhero ", StringComparison.Ordinal) ? await RunMheroAsync(command["mhero ".Length..]) : await SendAsync(command);
    }

    private async Task<string> RunMheroAsync(string arguments)
    {
        var redirected = arguments.Split(" > ");
        var result = await MheroProcess.RunAsync(redirected[0] + (arguments.StartsWith("text ", StringComparison.Ordinal) ? $" --simulator {_simulator}" : ""), ("MHERO_CONFIG", _folder));
        Assert.True(result.ExitCode is 0 || arguments.StartsWith("doctor", StringComparison.Ordinal), $"{arguments}: {result.ExitCode} {result.Errors}");
        return redirected.Length > 1 ? result.Output : result.Errors + result.Output;
    }

    private static async Task<string> SendAsync(string command)
    {
        var words = Word().Matches(command).Select(word => word.Groups["quoted"].Success ? word.Groups["quoted"].Value : word.Value).ToList();
        using var request = new HttpRequestMessage(HttpMethod.Get, words.Single(word => word.StartsWith("http", StringComparison.Ordinal)));
        if (words.IndexOf("--data-binary") is > 0 and var data)
        {
            var type = words[words.IndexOf("-H") + 1].Split(": ")[1];
            request.Method = new HttpMethod(words[words.IndexOf("-X") + 1]);
            request.Content = new StringContent(await File.ReadAllTextAsync(words[data + 1].TrimStart('@')), new MediaTypeHeaderValue(type));
        }

        using var answer = await Http.SendAsync(request);
        var body = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.IsSuccessStatusCode, $"{command}: {answer.StatusCode} {body}");
        return body;
    }

    /// <summary>The addresses that the command prints once it is up, by the first word of their lines.</summary>
    private static async Task<Dictionary<string, string>> AddressesAsync(Process up)
    {
        _ = up.StandardError.ReadToEndAsync();
        var found = new Dictionary<string, string>(StringComparer.Ordinal);
        using var patience = new CancellationTokenSource(Patience);
        while (await up.StandardOutput.ReadLineAsync(patience.Token) is { } line)
        {
            if (Address().Match(line) is { Success: true } address)
            {
                found.TryAdd(line.TrimStart().Split(' ')[0], line.Contains("api/", StringComparison.Ordinal) ? address.Value : new Uri(address.Value).GetLeftPart(UriPartial.Authority));
            }

            if (line.Contains("(FHIR at", StringComparison.Ordinal))
            {
                _ = up.StandardOutput.ReadToEndAsync(CancellationToken.None);
                return found;
            }
        }

        throw new InvalidOperationException("mhero up ended before it was up.");
    }

    [GeneratedRegex(@"http://127\.0\.0\.1:[^\s)]+")]
    private static partial Regex Address();

    [GeneratedRegex(@"""(?<quoted>[^""]*)""|\S+")]
    private static partial Regex Word();
}
