using Mhero.Cli.Output;

namespace Mhero.Cli.Operators;

/// <summary><c>mhero responses</c>: the responses of the registry.</summary>
internal static class ResponsesCommand
{
    public static Command Create() => AppCommand.Group("responses", "Find the responses of health workers in the registry, and extract from them again.", Find(), Show(), Extract());

    private static Command Find()
    {
        var page = new PageOptions();
        List<(string Name, Option<string?> Option)> query =
        [
            ("worker", new("--worker") { Description = "Reference or id of the health worker who answered.", HelpName = "reference" }),
            ("phone", new("--phone") { Description = "Telephone number of the person who answered.", HelpName = "number" }),
            ("flow", new("--flow") { Description = "The flow, by UUID or name.", HelpName = "flow" }),
            ("facility", new("--facility") { Description = "Reference of the facility where those who answered work.", HelpName = "reference" }),
            ("from", new("--from") { Description = "Authored at or after this time (UTC).", HelpName = "time" }),
            ("to", new("--to") { Description = "Authored before this time (UTC).", HelpName = "time" }),
            ("run", new("--run") { Description = "UUID of the run.", HelpName = "UUID" }),
            ("id", new("--id") { Description = "Id of the response in the registry.", HelpName = "id" }),
        ];
        return AppCommand.Create("find", "Find responses, the latest first; without their answers.", [.. query.Select(q => q.Option), .. page.Parts], async (app, parsed, token) =>
        {
            var path = Query.Of("responses", query.Select(q => (q.Name, parsed.GetValue(q.Option))).Concat(page.Of(parsed)));
            app.Show(await app.GetAsync(path, token), body =>
            {
                app.Out.Write(
                    body.Items("responses"), "No response matches.", Column.Text("id", "id"), Column.Time("authored", "authored"), Column.Text("questionnaire", "questionnaire"),
                    new Column("source", row => row.Text("source") ?? row.Text("contact")), Column.Text("subject", "subject"), Column.Text("run", "run"), Column.Text("status", "status"));
                WriteNotes(app, body);
            });
            return ExitCodes.Ok;
        });
    }

    private static Command Show()
    {
        var id = new Argument<string>("id") { Description = "Id of the response in the registry." };
        var reveal = new Option<bool>("--reveal") { Description = "Show the answers, too; the audit log has an entry then." };
        return AppCommand.Create("show", "Show one response with its Questionnaire and what was extracted from it.", [id, reveal], async (app, parsed, token) =>
        {
            var path = Query.Of($"responses/{Uri.EscapeDataString(parsed.GetRequiredValue(id))}", ("reveal", parsed.GetValue(reveal) ? "true" : null));
            app.Show(await app.GetAsync(path, token), body =>
            {
                var response = body.Part("response");
                app.Out.WriteFacts(
                    ("id", response.Text("id")), ("authored", response.Time("authored")), ("status", response.Text("status")), ("source", response.Text("source") ?? response.Text("contact")),
                    ("subject", response.Text("subject")), ("run", response.Text("run")), ("questionnaire", response.Text("questionnaire")), ("title", body.Text("questionnaireTitle")));
                app.Out.WritePart("Extracted:", body.Items("extracted"), Column.Text("resource", "reference"), Column.Text("in the registry", "isThere"));
                app.Out.WritePart("Provenance:", body.Items("provenance"), Column.Text("id", "id"), Column.Time("recorded", "recorded"), Column.Text("agent", "agent"));
                WriteNotes(app, body);
                if (body.Part("resource").ValueKind == JsonValueKind.Object)
                {
                    Terminal.WriteJson(body.Part("resource"));
                }
            });
            return ExitCodes.Ok;
        });
    }

    private static Command Extract()
    {
        var id = new Argument<string?>("id") { Description = "Id of one response; without it, all that match.", Arity = ArgumentArity.ZeroOrOne };
        var questionnaire = new Option<string?>("--questionnaire") { Description = "Id of a Questionnaire: the responses of its flows, extracted by it.", HelpName = "id" };
        var flow = new Option<string?>("--flow") { Description = "The flow, by UUID or name: its responses, by the Questionnaire that is in use.", HelpName = "flow" };
        var since = new Option<string?>("--since") { Description = "Runs that last changed at or after this time (UTC).", HelpName = "time" };
        var wait = JobsCommand.Wait();
        return AppCommand.Create(
            "extract", "Extract resources again from stored responses after a Questionnaire was corrected; resources that they no longer give are removed.", [id, questionnaire, flow, since, wait], async (app, parsed, token) =>
            {
                var (one, form, flows, from) = (parsed.GetValue(id), parsed.GetValue(questionnaire), parsed.GetValue(flow), parsed.GetValue(since));
                if (new[] { one, form, flows }.Count(given => given is not null) > 1 || (one is not null && from is not null) || (one ?? form ?? flows ?? from) is null)
                {
                    throw new AppFaultException(ExitCodes.Failed, "Name one response, or --questionnaire, or --flow, or --since alone.");
                }

                var path = one is not null ? $"responses/{Uri.EscapeDataString(one)}/extract"
                    : form is not null ? Query.Of($"fhir/Questionnaire/{Uri.EscapeDataString(form)}/$re-extract", ("since", from))
                    : Query.Of("sync/runs", ("flow", flows), ("since", from));
                return await JobsCommand.OrderAsync(app, path, null, parsed.GetValue(wait), token);
            });
    }

    /// <summary>Prints what could not be found or read.</summary>
    public static void WriteNotes(AppSession app, JsonElement body)
    {
        foreach (var note in body.Items("notes"))
        {
            app.Out.WriteUnbroken(note.GetString()!);
        }
    }
}
