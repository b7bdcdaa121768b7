using System.Net;
using System.Net.Http.Json;
using Mhero.Cli.Operators;
using Mhero.Cli.Output;

namespace Mhero.Cli.Commands;

/// <summary><c>mhero remind</c>: lists the reminders of a running app, previews the recipients of one, or sends one now.</summary>
internal static class RemindCommand
{
    public static Command Create()
    {
        var name = new Argument<string?>("name") { Description = "The reminder; without it all of them.", Arity = ArgumentArity.ZeroOrOne };
        var dryRun = new Option<bool>("--dry-run") { Description = "Say who would get it, and why not the others. Nothing is sent." };
        var json = new Option<bool>("--json") { Description = "Print the answer as JSON." };
        var command = new Command("remind", """
            List the reminders of a running app, say who would get them, or send one now.

            Without a name, and without --dry-run, the reminders are listed with the times at which they are due. With a name the
            reminder is sent at once: once in a period, however often the command is repeated. The exit code is 0 when that went
            well, 1 when there is no such reminder or it cannot be sent, and 2 when the app cannot be reached.
            """) { name, dryRun, json };
        var app = new AppAddress(command);
        command.SetAction((parsed, cancellationToken) => RunAsync(app.Open(parsed), parsed.GetValue(name), parsed.GetValue(dryRun), parsed.GetValue(json), cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(HttpClient app, string? name, bool dryRun, bool json, CancellationToken cancellationToken)
    {
        var terminal = new Terminal();
        using var http = app;
        try
        {
            if (name is null && !dryRun)
            {
                var list = await ListAsync(http, cancellationToken);
                Show(terminal, list, json);
                return ExitCodes.Ok;
            }

            var names = name is not null ? [name] : (await ListAsync(http, cancellationToken)).EnumerateArray().Select(r => r.GetProperty("name").GetString()!).ToList();
            var answers = new List<JsonElement>();
            foreach (var one in names)
            {
                using var response = await http.PostAsync($"reminders/{Uri.EscapeDataString(one)}{(dryRun ? "?dryRun=true" : "")}", null, cancellationToken);
                if (response.StatusCode is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden)
                {
                    terminal.WriteFaults([AppAddress.Refused(http)], json);
                    return ExitCodes.Setup;
                }

                var answer = await response.Content.ReadFromJsonAsync<JsonElement>(cancellationToken);
                if (!response.IsSuccessStatusCode)
                {
                    terminal.WriteFaults([.. FaultsOf(answer)], json);
                    return ExitCodes.Failed;
                }

                answers.Add(answer);
            }

            if (json)
            {
                Terminal.WriteJson(name is null ? answers : answers[0]);
            }
            else
            {
                answers.ForEach(a => Show(terminal, a, dryRun ? null : names[0]));
            }

            return ExitCodes.Ok;
        }
        catch (AppFaultException fault)
        {
            terminal.WriteFaults(fault.Faults, json);
            return fault.ExitCode;
        }
        catch (Exception error) when (error is HttpRequestException or JsonException || (error is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            terminal.WriteFaults([AppAddress.Unreachable(http)], json);
            return ExitCodes.Setup;
        }
    }

    private static async Task<JsonElement> ListAsync(HttpClient http, CancellationToken cancellationToken)
    {
        using var response = await http.GetAsync("reminders", cancellationToken);
        if (response.StatusCode is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden)
        {
            throw new AppFaultException(ExitCodes.Setup, AppAddress.Refused(http));
        }

        response.EnsureSuccessStatusCode();
        return await response.Content.ReadFromJsonAsync<JsonElement>(cancellationToken);
    }

    private static IEnumerable<string> FaultsOf(JsonElement problem)
    {
        var faults = problem.TryGetProperty("faults", out var list) ? list.EnumerateArray().ToList() : [];
        return faults.Count == 0
            ? [$"{problem.GetProperty("code").GetString()}: {problem.GetProperty("detail").GetString()}"]
            : faults.Select(f => $"{f.GetProperty("code").GetString()} at {f.GetProperty("path").GetString()}: {f.GetProperty("message").GetString()}");
    }

    private static void Show(Terminal terminal, JsonElement list, bool json)
    {
        if (json)
        {
            Terminal.WriteJson(list);
            return;
        }

        var table = new Table().AddColumns("reminder", "next", "last", "zone", "");
        foreach (var reminder in list.EnumerateArray())
        {
            var zone = TimeZoneInfo.TryFindSystemTimeZoneById(reminder.GetProperty("timeZone").GetString()!, out var found) ? found : TimeZoneInfo.Utc;
            table.AddRow(
                new Text(reminder.GetProperty("name").GetString()!),
                new Text(TimeOf(reminder.GetProperty("next"), zone) ?? "never again"),
                new Text(TimeOf(reminder.GetProperty("last"), zone) ?? "not yet"),
                new Text(zone.Id),
                new Text(reminder.GetProperty("error").GetString() ?? (reminder.GetProperty("wasSkipped").GetBoolean() ? "missed the last time" : "")));
        }

        terminal.Out.Write(table);
        terminal.Out.WriteUnbroken("To list the recipients and those who are left out: mhero remind <reminder> --dry-run");
    }

    private static void Show(Terminal terminal, JsonElement answer, string? sent)
    {
        if (sent is not null)
        {
            terminal.Out.WriteUnbroken(string.Create(
                CultureInfo.InvariantCulture, $"{sent}: {answer.GetProperty("recipients").GetInt32()} to get it{(answer.GetProperty("isRepeat").GetBoolean() ? "; it was sent before in this period, and nothing more is" : "")}."));
            terminal.Out.WriteUnbroken($"Progress: GET /api/fhir/CommunicationRequest/{answer.GetProperty("request").GetString()}");
        }
        else
        {
            terminal.Out.WriteUnbroken($"{answer.GetProperty("name").GetString()}, about {answer.GetProperty("period").GetString()}");
            foreach (var text in answer.GetProperty("texts").EnumerateObject())
            {
                terminal.Out.WriteUnbroken($"  {text.Name}: {text.Value.GetString()}");
            }

            if (answer.GetProperty("flow").GetString() is { } flow)
            {
                terminal.Out.WriteUnbroken($"  starts the flow {flow}");
            }

            var people = new Table().AddColumns("recipient", "name", "facility", "language");
            foreach (var person in answer.GetProperty("people").EnumerateArray())
            {
                people.AddRow(
                    new Text(person.GetProperty("person").GetString() ?? "contact " + person.GetProperty("contact").GetString()),
                    new Text(person.GetProperty("name").GetString() ?? ""),
                    new Text(string.Join(", ", person.GetProperty("placeNames").EnumerateArray().Select(p => p.GetString()))),
                    new Text(person.GetProperty("language").GetString() ?? ""));
            }

            terminal.Out.Write(people);
        }

        var left = answer.GetProperty("leftOut");
        if (left.GetArrayLength() > 0)
        {
            var table = new Table().AddColumns("left out", "code", "why");
            foreach (var one in left.EnumerateArray())
            {
                table.AddRow(new Text(one.GetProperty("reference").GetString()!), new Text(one.GetProperty("code").GetString()!), new Text(one.GetProperty("reason").GetString()!));
            }

            terminal.Out.Write(table);
        }
    }

    private static string? TimeOf(JsonElement time, TimeZoneInfo zone) =>
        time.ValueKind == JsonValueKind.Null ? null
        : TimeZoneInfo.ConvertTime(time.GetDateTimeOffset(), zone).ToString("ddd yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);
}
