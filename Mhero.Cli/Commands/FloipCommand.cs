using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using Mhero.Cli.Conversion;
using Mhero.Cli.Output;

namespace Mhero.Cli.Commands;

/// <summary><c>mhero floip</c>: Flow Results packages and rows in files.</summary>
internal static class FloipCommand
{
    public static Command Create() => new("floip", "Flow Results packages and rows in files.") { CreateImport(), FloipExportCommand.Create() };

    private static Command CreateImport()
    {
        var package = new Argument<FileInfo>("package") { Description = "The package's descriptor." };
        var rows = new Argument<FileInfo>("rows") { Description = "The package's rows: a list, or the answer of GET …/responses." };
        package.AcceptExistingOnly();
        rows.AcceptExistingOnly();
        var source = new Option<string?>("--source") { Description = "Name of the source in the app's settings; the only one unless given.", HelpName = "name" };
        var json = new Option<bool>("--json") { Description = "Print the result as one JSON object." };
        var command = new Command("import", """
            Import a Flow Results package and its rows from files, through a running app.

            A repeated import changes nothing. The exit code is 0 when the app has taken the rows, also when it left out some of them, 1 when
            it refused the package or the rows, and 2 when it cannot be reached.
            """) { package, rows, source, json };
        var app = new AppAddress(command);
        command.SetAction((parsed, cancellationToken) => ImportAsync(
            app.Open(parsed), parsed.GetRequiredValue(package), parsed.GetRequiredValue(rows), parsed.GetValue(source), parsed.GetValue(json), cancellationToken));
        return command;
    }

    private static async Task<int> ImportAsync(HttpClient app, FileInfo package, FileInfo rows, string? source, bool json, CancellationToken cancellationToken)
    {
        var terminal = new Terminal();
        using var http = app;
        var query = source is null ? "" : "?source=" + Uri.EscapeDataString(source);
        try
        {
            var (status, answer) = await PostAsync(http, "floip/packages" + query, await File.ReadAllTextAsync(package.FullName, cancellationToken), cancellationToken);
            if (FaultsOf(status, answer) is { } refused)
            {
                terminal.WriteFaults(refused, json);
                return ExitCodes.Failed;
            }

            var id = answer!.Value.GetProperty("id").GetString()!;
            var issues = new List<RowIssue>();
            var sent = 0;
            await foreach (var chunk in RowChunks.ReadAsync(rows, cancellationToken))
            {
                (status, answer) = await PostAsync(http, $"floip/packages/{Uri.EscapeDataString(id)}/responses{query}", chunk.Json, cancellationToken);
                if (FaultsOf(status, answer) is { } faults && !IsOfRows(answer))
                {
                    terminal.WriteFaults(faults, json);
                    return ExitCodes.Failed;
                }

                issues.AddRange(IssuesOf(answer, chunk.First));
                sent += chunk.Count;
            }

            Show(terminal, id, sent, issues, json);
            return ExitCodes.Ok;
        }
        catch (JsonException error)
        {
            terminal.WriteFaults([$"{rows.Name}: this is not a list of rows (line {error.LineNumber + 1})."], json);
            return ExitCodes.Failed;
        }
        catch (Exception error) when (error is HttpRequestException || (error is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            terminal.WriteFaults([AppAddress.Unreachable(http)], json);
            return ExitCodes.Setup;
        }
    }

    private static async Task<(HttpStatusCode Status, JsonElement? Answer)> PostAsync(HttpClient http, string path, string body, CancellationToken cancellationToken)
    {
        using var content = new StringContent(body, Encoding.UTF8, new MediaTypeHeaderValue("application/vnd.api+json"));
        using var response = await http.PostAsync(path, content, cancellationToken);
        if (response.StatusCode is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden)
        {
            throw new HttpRequestException("The key is not taken.");
        }

        var answer = response.StatusCode == HttpStatusCode.NoContent ? (JsonElement?)null : await response.Content.ReadFromJsonAsync<JsonElement>(cancellationToken);
        return (response.StatusCode, answer);
    }

    private static IReadOnlyList<string>? FaultsOf(HttpStatusCode status, JsonElement? answer) => (int)status < 400 ? null
        : answer is { } problem && problem.TryGetProperty("code", out var code) ? [$"{code.GetString()}: {problem.GetProperty("detail").GetString()}"]
        : [$"The app answered {(int)status}."];

    /// <summary>Whether the refusal is that of a chunk of which no row can be used; the other chunks are sent all the same.</summary>
    private static bool IsOfRows(JsonElement? answer) =>
        answer is { } problem && problem.TryGetProperty("faults", out var faults) && faults.EnumerateArray().Any(f => f.GetProperty("path").GetString() is { Length: > 0 });

    private static IEnumerable<RowIssue> IssuesOf(JsonElement? answer, int first) =>
        answer is { } given && (given.TryGetProperty("issues", out var issues) || given.TryGetProperty("faults", out issues))
            ? issues.EnumerateArray().Select(i => new RowIssue(i.GetProperty("code").GetString()!, RowChunks.PathIn(i.GetProperty("path").GetString()!, first), i.GetProperty("message").GetString()!))
            : [];

    private static void Show(Terminal terminal, string package, int rows, List<RowIssue> issues, bool json)
    {
        if (json)
        {
            Terminal.WriteJson(new { ok = true, package, rows, issues });
            return;
        }

        terminal.Out.WriteUnbroken($"{rows} rows of the package {package} were sent.");
        if (issues.Count > 0)
        {
            var table = new Table().AddColumns("code", "where", "what");
            foreach (var issue in issues)
            {
                table.AddRow(new Text(issue.Code), new Text(issue.Path), new Text(issue.Message));
            }

            terminal.Out.Write(table);
        }
    }

    private sealed record RowIssue(string Code, string Path, string Message);
}
