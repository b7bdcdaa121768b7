using System.CommandLine;

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
        return AppCommand.Group("person", "Show all that mHero has of one person.", show);
    }
}
