using System.Net;
using System.Net.Http.Json;
using System.Text.RegularExpressions;
using Mhero.Cli.Commands;
using Mhero.Cli.Output;

namespace Mhero.Cli.Operators;

/// <summary>One command's conversation with a running app.</summary>
internal sealed partial class AppSession(HttpClient http, Terminal terminal, bool json)
{
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(500);

    /// <summary>Whether the output is JSON.</summary>
    public bool IsJson => json;

    /// <summary>Standard output.</summary>
    public IAnsiConsole Out => terminal.Out;

    /// <summary>Reads.</summary>
    /// <param name="path">Path and query below <c>/api/</c>.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public Task<AppAnswer> GetAsync(string path, CancellationToken cancellationToken) => SendAsync(HttpMethod.Get, path, null, cancellationToken);

    /// <summary>Changes something.</summary>
    /// <param name="path">Path and query below <c>/api/</c>.</param>
    /// <param name="body">The body; null for none.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public Task<AppAnswer> PostAsync(string path, object? body, CancellationToken cancellationToken) => SendAsync(HttpMethod.Post, path, body, cancellationToken);

    /// <summary>Waits until a job has ended.</summary>
    /// <returns>The job.</returns>
    public async Task<JsonElement> JobAsync(string id, CancellationToken cancellationToken)
    {
        for (var last = string.Empty; ;)
        {
            var job = (await GetAsync($"jobs/{Uri.EscapeDataString(id)}", cancellationToken)).Body;
            if (job.Text("state") is "done" or "failed")
            {
                return job;
            }

            var progress = $"{job.Text("kind")}: {job.Text("done")} of {job.Text("total") ?? "?"} done";
            if (progress != last)
            {
                terminal.Error.WriteUnbroken(last = progress);
            }

            await Task.Delay(Poll, cancellationToken);
        }
    }

    /// <summary>Prints an answer as JSON where that was asked for, a list with its continuation; else as the command shows it, with how to get the next page.</summary>
    public void Show(AppAnswer answer, Action<JsonElement> show)
    {
        if (json)
        {
            Terminal.WriteJson(answer.Body.ValueKind == JsonValueKind.Array ? new { items = answer.Body, next = answer.Next } : answer.Body);
            return;
        }

        show(answer.Body);
        if (answer.Next is { } next)
        {
            Out.WriteUnbroken($"There are more: repeat the command with --after {next}");
        }
    }

    private async Task<AppAnswer> SendAsync(HttpMethod method, string path, object? body, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(method, path) { Content = body is null ? null : JsonContent.Create(body) };
        HttpResponseMessage response;
        try
        {
            response = await http.SendAsync(request, cancellationToken);
        }
        catch (Exception error) when (error is HttpRequestException || (error is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            throw new AppFaultException(ExitCodes.Setup, AppAddress.Unreachable(http));
        }

        using (response)
        {
            if (response.StatusCode is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden)
            {
                throw new AppFaultException(ExitCodes.Setup, AppAddress.Refused(http));
            }

            var answer = await ReadAsync(response, cancellationToken);
            if (!response.IsSuccessStatusCode)
            {
                throw new AppFaultException(ExitCodes.Failed, FaultsOf(answer));
            }

            var next = response.Headers.TryGetValues("Link", out var links) && After().Match(string.Concat(links)) is { Success: true } match ? Uri.UnescapeDataString(match.Groups[1].Value) : null;
            return new AppAnswer(answer, next, response.Headers.Date);
        }
    }

    private async Task<JsonElement> ReadAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        try
        {
            var bytes = await response.Content.ReadAsByteArrayAsync(cancellationToken);
            return bytes.Length == 0 && response.IsSuccessStatusCode ? default : JsonDocument.Parse(bytes).RootElement;
        }
        catch (Exception error) when (error is JsonException or HttpRequestException or IOException)
        {
            // Another program answers there, or an app of another version.
            throw new AppFaultException(ExitCodes.Setup, $"The answer of {http.BaseAddress} ({(int)response.StatusCode}) is not one of mHero: check --app, and that the app has the version of this command.");
        }
    }

    private static List<string> FaultsOf(JsonElement problem)
    {
        var faults = problem.Items("faults").Select(fault => $"{fault.Text("code")} at {fault.Text("path")}: {fault.Text("message")}").ToList();
        return faults.Count > 0 ? faults : [$"{problem.Text("code")}: {problem.Text("detail") ?? problem.Text("title")}"];
    }

    [GeneratedRegex("[?&]after=([^&>]+)[^>]*>; *rel=\"next\"")]
    private static partial Regex After();
}
