using System.Net.Http.Json;
using Mhero.Cli.Output;

namespace Mhero.Cli.Commands;

/// <summary><c>mhero text</c>: plays a health worker's phone against the RapidPro simulator of a running <c>mhero up</c>.</summary>
internal static class TextCommand
{
    internal const int KnownPort = 8500;

    private static readonly string Simulator = $"http://127.0.0.1:{KnownPort}/";

    /// <summary>A flow may call webhooks, each for up to 15 s, while the phone waits.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    public static Command Create()
    {
        var number = new Argument<string>("number") { Description = "Telephone number of the phone, for instance +250788123456; any new one makes a new contact." };
        var messages = new Argument<string[]>("message") { Description = "The text to send: one message, or several that are sent one after another.", Arity = ArgumentArity.OneOrMore };
        var simulator = new Option<string>("--simulator") { Description = "Address of the simulator.", DefaultValueFactory = _ => Simulator, HelpName = "URL" };
        var json = new Option<bool>("--json") { Description = "Print messages and replies as one JSON object." };
        simulator.Validators.Add(result =>
        {
            if (result.Tokens.Count == 1 && !(Uri.TryCreate(result.Tokens[0].Value, UriKind.Absolute, out var given) && given.Scheme is "http" or "https"))
            {
                result.AddError("--simulator takes an http address.");
            }
        });
        var command = new Command("text", """
            Send text messages from a phone to the RapidPro simulator, and print what comes back.

            It needs a running 'mhero up'. A keyword starts its flow; what follows answers the flow's questions. A message like
            image/jpeg:https://example.org/a.jpg is sent as a photo. The exit code is 0 when every message was handled, 1 when one
            was refused, and 2 when there is no simulator.
            """) { number, messages, simulator, json };
        command.SetAction((parsed, cancellationToken) => RunAsync(
            parsed.GetRequiredValue(number), parsed.GetRequiredValue(messages), new Uri(parsed.GetRequiredValue(simulator)), parsed.GetValue(json), cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(string number, string[] messages, Uri simulator, bool json, CancellationToken cancellationToken)
    {
        var terminal = new Terminal();
        var talk = new List<object>();
        string? fault = null;
        using var http = new HttpClient { BaseAddress = simulator, Timeout = Patience };
        foreach (var message in messages)
        {
            JsonElement answer;
            try
            {
                using var response = await http.PostAsJsonAsync("simulator/messages", new { from = number, text = message }, cancellationToken);
                answer = await response.Content.ReadFromJsonAsync<JsonElement>(cancellationToken);
            }
            catch (Exception error) when (error is HttpRequestException or JsonException || (error is OperationCanceledException && !cancellationToken.IsCancellationRequested))
            {
                terminal.WriteFaults([$"No RapidPro simulator answers at {simulator}: start one with 'mhero up', or name its address with --simulator."], json);
                return ExitCodes.Setup;
            }

            if (answer.TryGetProperty("error", out var refusal))
            {
                fault = refusal.GetString();
                break;
            }

            talk.Add(new { text = message, replies = answer.GetProperty("replies") });
            if (!json)
            {
                Print(terminal.Out, message, answer.GetProperty("replies"));
            }
        }

        if (fault is not null)
        {
            terminal.WriteFaults([fault], json);
            return ExitCodes.Failed;
        }

        if (json)
        {
            Terminal.WriteJson(new { from = number, messages = talk });
        }

        return ExitCodes.Ok;
    }

    private static void Print(IAnsiConsole console, string message, JsonElement replies)
    {
        console.WriteUnbroken($"> {message}");
        foreach (var reply in replies.EnumerateArray())
        {
            var quick = string.Join(" | ", reply.GetProperty("quickReplies").EnumerateArray().Select(q => q.GetString()));
            var media = string.Concat(reply.GetProperty("attachments").EnumerateArray().Select(a => $" <{a.GetString()}>"));
            console.WriteUnbroken($"{reply.GetProperty("text").GetString()}{media}{(quick.Length > 0 ? $"  [{quick}]" : "")}");
        }
    }
}
