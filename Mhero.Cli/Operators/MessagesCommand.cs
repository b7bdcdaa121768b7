using Mhero.Cli.Output;

namespace Mhero.Cli.Operators;

/// <summary><c>mhero messages</c>: requests to send something to people.</summary>
internal static class MessagesCommand
{
    public static Command Create() => AppCommand.Group("messages", "Show, stop and repeat requests to send something to people.", List(), Show(), Revoke(), Resend());

    private static Command List()
    {
        var page = new PageOptions();
        return AppCommand.Create("list", "List the requests, the latest first, with how many recipients are in which state.", page.Parts, async (app, parsed, token) =>
        {
            app.Show(await app.GetAsync(Query.Of("messages", page.Of(parsed)), token), body => app.Out.Write(
                body.Items(), "No requests.", Column.Text("id", "id"), Column.Text("state", "state"), Column.Time("created", "createdAt"), new Column("recipients", Recipients),
                new Column("content", row => row.Text("text") ?? $"flow {row.Text("flow")}")));
            return ExitCodes.Ok;
        });
    }

    private static Command Show()
    {
        var id = Id();
        return AppCommand.Create("show", "Show one request with those who did not get the message, and why.", [id], async (app, parsed, token) =>
        {
            app.Show(await app.GetAsync($"messages/{Uri.EscapeDataString(parsed.GetRequiredValue(id))}", token), body =>
            {
                var request = body.Part("request");
                app.Out.WriteFacts(
                    ("id", request.Text("id")), ("state", request.Text("state")), ("created", request.Time("createdAt")), ("not before", request.Time("notBefore")), ("not after", request.Time("notAfter")),
                    ("recipients", Recipients(request)), ("flow", request.Text("flow")), ("text", request.Text("text")), ("sent again by", string.Join(", ", request.Items("resends").Select(r => r.GetString()))));
                app.Out.WritePart(
                    "Those who did not get it:", body.Items("failed"), new Column("person", row => row.Text("person") ?? row.Text("contact")), Column.Text("state", "state"), Column.Text("code", "code"),
                    Column.Text("reason", "reason"), Column.Text("can be sent again", "canBeSentAgain"));
            });
            return ExitCodes.Ok;
        });
    }

    private static Command Revoke()
    {
        var id = Id();
        return AppCommand.Create("revoke", "Stop the messages of a request that were not sent yet.", [id], async (app, parsed, token) =>
        {
            app.Show(await app.PostAsync($"messages/{Uri.EscapeDataString(parsed.GetRequiredValue(id))}/revoke", null, token), body => app.Out.WriteUnbroken($"{body.Text("state")}: {Recipients(body)}"));
            return ExitCodes.Ok;
        });
    }

    private static Command Resend()
    {
        var id = Id();
        return AppCommand.Create("resend", "Send a request again to those who failed; never to a person who got it, and a repeat sends nothing more.", [id], async (app, parsed, token) =>
        {
            app.Show(await app.PostAsync($"messages/{Uri.EscapeDataString(parsed.GetRequiredValue(id))}/resend", null, token), body =>
                app.Out.WriteUnbroken($"{body.Text("recipients")} to get it. Progress: mhero messages show {body.Text("request")}"));
            return ExitCodes.Ok;
        });
    }

    private static Argument<string> Id() => new("id") { Description = "The request's id." };

    private static string Recipients(JsonElement request) =>
        request.Part("recipients") is { ValueKind: JsonValueKind.Object } states ? string.Join(", ", states.EnumerateObject().Select(state => $"{state.Name} {state.Value}")) : string.Empty;
}
