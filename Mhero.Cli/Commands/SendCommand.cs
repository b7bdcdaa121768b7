using System.Net.Http.Json;
using Mhero.Cli.Output;

namespace Mhero.Cli.Commands;

/// <summary><c>mhero send</c>: sends a message, or starts a flow, through a running app.</summary>
internal static class SendCommand
{
    public static Command Create()
    {
        var text = new Option<string?>("--text") { Description = "What to say." };
        var flow = new Option<string?>("--flow") { Description = "Name or UUID of the flow to start instead.", HelpName = "name" };
        var to = new Option<string[]>("--to") { Description = "A reference (Practitioner/123, Group/9) or a search (PractitionerRole?role=nurse); may be given several times.", Arity = ArgumentArity.OneOrMore, Required = true, HelpName = "reference" };
        var key = new Option<string?>("--idempotency-key", "--key") { Description = "Makes a repeat of the command harmless: with the same key nothing more is sent." };
        var json = new Option<bool>("--json") { Description = "Print the answer as one JSON object." };
        var command = new Command("send", """
            Send a message, or start a flow, for people of the registry, through a running app.

            The exit code is 0 when the request was taken, also when some recipients cannot be reached, 1 when it was refused, and
            2 when the app cannot be reached.
            """) { text, flow, to, key, json };
        var app = new AppAddress(command);
        command.Validators.Add(result =>
        {
            if (result.GetValue(text) is null == result.GetValue(flow) is null)
            {
                result.AddError("Give either --text or --flow.");
            }
        });
        command.SetAction((parsed, cancellationToken) => RunAsync(
            RequestOf(parsed.GetValue(text), parsed.GetValue(flow), parsed.GetRequiredValue(to)),
            parsed.GetValue(key),
            app.Open(parsed),
            parsed.GetValue(json),
            cancellationToken));
        return command;
    }

    private static JsonObject RequestOf(string? text, string? flow, IEnumerable<string> to) => new()
    {
        ["resourceType"] = "CommunicationRequest",
        ["status"] = "active",
        ["payload"] = new JsonArray(text is not null
            ? new JsonObject { ["contentString"] = text }
            : new JsonObject { ["contentAttachment"] = Guid.TryParse(flow, out _) ? new JsonObject { ["url"] = flow, ["title"] = "Flow" } : new JsonObject { ["title"] = flow } }),
        ["recipient"] = new JsonArray([.. to.Select(t => new JsonObject { ["reference"] = t })]),
    };

    private static async Task<int> RunAsync(JsonObject request, string? key, HttpClient app, bool json, CancellationToken cancellationToken)
    {
        var terminal = new Terminal();
        using var http = app;
        using var message = new HttpRequestMessage(HttpMethod.Post, "fhir/CommunicationRequest") { Content = JsonContent.Create(request) };
        if (key is not null)
        {
            message.Headers.Add("Idempotency-Key", key);
        }

        try
        {
            using var response = await http.SendAsync(message, cancellationToken);
            var outcome = await response.Content.ReadFromJsonAsync<JsonElement>(cancellationToken);
            Report(terminal, response.IsSuccessStatusCode, response.Headers.Location?.OriginalString, outcome, json);
            return response.IsSuccessStatusCode ? ExitCodes.Ok : ExitCodes.Failed;
        }
        catch (Exception error) when (error is HttpRequestException or JsonException || (error is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            terminal.WriteFaults([AppAddress.Unreachable(http)], json);
            return ExitCodes.Setup;
        }
    }

    private static void Report(Terminal terminal, bool isTaken, string? location, JsonElement outcome, bool json)
    {
        var issues = outcome.TryGetProperty("issue", out var list) ? list.EnumerateArray().ToList() : [];
        if (json)
        {
            Terminal.WriteJson(new { ok = isTaken, request = location, issues = list });
            return;
        }

        var table = new Table().AddColumns("", "code", "where", "what");
        foreach (var issue in issues)
        {
            var where = issue.TryGetProperty("expression", out var paths) && paths.GetArrayLength() > 0 ? paths[0].GetString() : "";
            var coded = issue.TryGetProperty("details", out var details) && details.TryGetProperty("coding", out var coding) ? coding[0].GetProperty("code").GetString() : "";
            table.AddRow(
                new Text(issue.GetProperty("severity").GetString() ?? ""),
                new Text(coded ?? ""),
                new Text(where ?? ""),
                new Text(issue.TryGetProperty("diagnostics", out var text) ? text.GetString() ?? "" : ""));
        }

        terminal.Out.Write(table);
        if (location is not null)
        {
            terminal.Out.WriteUnbroken($"Progress: GET {location}");
        }
    }
}
