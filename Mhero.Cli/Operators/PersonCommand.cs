using Mhero.Cli.Output;

namespace Mhero.Cli.Operators;

/// <summary><c>mhero person</c>: all that mHero has of one person.</summary>
internal static class PersonCommand
{
    public static Command Create()
    {
        var id = new Argument<string>("id") { Description = "A worker's reference or id, a contact's UUID, or a telephone number." };
        var reveal = new Option<bool>("--reveal") { Description = "Show telephone numbers and texts in clear; the audit log has an entry then." };
        var show = AppCommand.Create("show", "Show both sides of a person, the link, groups, opt-out, messages, responses, reviews and dead letters.", [id, reveal], async (app, parsed, token) =>
        {
            var path = Query.Of($"persons/{Uri.EscapeDataString(parsed.GetRequiredValue(id)).Replace("%2F", "/", StringComparison.Ordinal)}", ("reveal", parsed.GetValue(reveal) ? "true" : null));
            app.Show(await app.GetAsync(path, token), body =>
            {
                app.Out.WritePart(
                    "Sides:", new[] { body.Part("registry"), body.Part("rapidPro") }.Where(side => side.Text("id") is not null), Column.Text("id", "id"), Column.Text("name", "name"),
                    Column.Text("language", "language"), Column.Text("status", "status"), new Column("numbers", row => string.Join('\n', row.Items("numbers").Select(n => n.GetString()))), Column.Time("changed", "lastUpdated"));
                app.Out.WriteFacts(
                    ("linked", body.Part("link").Text("isMutual")), ("blocked by mHero", body.Part("link").Text("isBlocked")), ("gone from the registry", body.Part("link").Text("isGone")),
                    ("wants no messages", body.Part("optOut").Text("isOut")), ("cause", body.Part("optOut").Text("cause")), ("since", body.Part("optOut").Time("since")),
                    ("groups", string.Join(", ", body.Items("groups").Select(group => group.GetString()))));
                app.Out.WritePart(
                    "Last messages:", body.Items("messages"), Column.Time("at", "createdOn"), Column.Text("direction", "direction"), Column.Text("status", "status"), Column.Text("flow", "flow"), Column.Text("text", "text"));
                app.Out.WritePart("Last responses:", body.Items("responses"), Column.Text("id", "id"), Column.Time("authored", "authored"), Column.Text("questionnaire", "questionnaire"), Column.Text("run", "run"));
                app.Out.WritePart("Open reviews:", body.Items("reviews"), Column.Text("id", "id"), Column.Text("code", "code"), Column.Text("question", "message"));
                app.Out.WritePart("Open dead letters:", body.Items("deadLetters"), Column.Text("id", "id"), Column.Text("queue", "queue"), Column.Text("code", "code"), Column.Text("cause", "cause"));
                ResponsesCommand.WriteNotes(app, body);
            });
            return ExitCodes.Ok;
        });
        return AppCommand.Group("person", "Show, export or erase all that mHero has of one person.", show, Export(), Forget(), Allow());
    }

    private static Argument<string> Id() => new("id") { Description = "A worker's reference or id, a contact's UUID, or a telephone number." };

    private static Command Export()
    {
        var id = Id();
        return AppCommand.Create("export", "Print all rows that mHero's own tables have of a person, as JSON. The audit log has an entry then.", [id], async (app, parsed, token) =>
        {
            var answer = await app.PostAsync(Query.Of("persons/export", ("id", parsed.GetRequiredValue(id))), null, token);
            Terminal.WriteJson(answer.Body);
            return ExitCodes.Ok;
        });
    }

    private static Command Forget()
    {
        var id = Id();
        var reason = new Option<string>("--reason") { Description = "Why, without data of the person; the audit log keeps it.", Required = true, HelpName = "text" };
        var dryRun = new Option<bool>("--dry-run") { Description = "Only count the rows." };
        var yes = new Option<bool>("--yes") { Description = "Do not ask." };
        var wait = JobsCommand.Wait();
        return AppCommand.Create(
            "forget", "Erase all rows that mHero's own tables have of a person, and leave the person out from now on. The registry and RapidPro keep their data.", [id, reason, dryRun, yes, wait], async (app, parsed, token) =>
            {
                var name = parsed.GetRequiredValue(id);
                if (parsed.GetValue(dryRun) || !parsed.GetValue(yes))
                {
                    var preview = await app.PostAsync(Query.Of("persons/forget", ("id", name), ("dryRun", "true")), null, token);
                    if (parsed.GetValue(dryRun) || !app.IsJson)
                    {
                        app.Show(preview, body => app.Out.WriteFacts(
                            [("worker", body.Part("person").Text("worker")), ("contact", body.Part("person").Text("contact")), .. body.Part("rows").EnumerateObject().Select(row => ($"rows in {row.Name}", (string?)row.Value.ToString()))]));
                    }

                    if (parsed.GetValue(dryRun))
                    {
                        return ExitCodes.Ok;
                    }

                    app.Out.WriteUnbroken("This cannot be undone. Type yes to erase these rows:");
                    if (await Console.In.ReadLineAsync(token) is not "yes")
                    {
                        throw new AppFaultException(ExitCodes.Failed, "Nothing was erased.");
                    }
                }

                return await JobsCommand.OrderAsync(app, Query.Of("persons/forget", ("id", name)), new { reason = parsed.GetRequiredValue(reason) }, parsed.GetValue(wait), token);
            });
    }

    private static Command Allow()
    {
        var id = new Argument<string>("id") { Description = "The worker's reference, or the contact's UUID." };
        return AppCommand.Create("allow", "Synchronise a forgotten person again.", [id], async (app, parsed, token) =>
        {
            app.Show(await app.PostAsync(Query.Of("persons/allow", ("id", parsed.GetRequiredValue(id))), null, token), _ => app.Out.WriteUnbroken("The next change of the person is synchronised again."));
            return ExitCodes.Ok;
        });
    }
}
