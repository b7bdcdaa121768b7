using Mhero.Cli.Output;

namespace Mhero.Cli.Operators;

/// <summary><c>mhero reminders</c>: the reminders of a running app.</summary>
internal static class RemindersCommand
{
    public static Command Create() => AppCommand.Group("reminders", "Show reminders, list who would get one, or send one now.", List(), DryRun(), Send());

    private static Command List() => AppCommand.Create("list", "List the reminders with their last and next time.", [], async (app, _, token) =>
    {
        app.Show(await app.GetAsync("reminders", token), body => app.Out.Write(
            body.Items(), "No reminders.", Column.Text("reminder", "name"), Column.Time("next", "next"), Column.Time("last", "last"), Column.Text("zone", "timeZone"), Column.Text("error", "error")));
        return ExitCodes.Ok;
    });

    private static Command DryRun()
    {
        var name = Name();
        return AppCommand.Create("dry-run", "List who would get a reminder now, and why the others would not. Nothing is sent.", [name], async (app, parsed, token) =>
        {
            app.Show(await app.PostAsync($"reminders/{Uri.EscapeDataString(parsed.GetRequiredValue(name))}?dryRun=true", null, token), body =>
            {
                app.Out.WriteUnbroken($"{body.Text("name")}, about {body.Text("period")}");
                app.Out.Write(
                    body.Items("people"), "No person would get it.", new Column("recipient", row => row.Text("person") ?? row.Text("contact")),
                    new Column("facility", row => string.Join(", ", row.Items("places").Select(place => place.GetString()))), Column.Text("language", "language"));
                app.Out.WritePart("Left out:", body.Items("leftOut"), Column.Text("left out", "reference"), Column.Text("code", "code"), Column.Text("why", "reason"));
            });
            return ExitCodes.Ok;
        });
    }

    private static Command Send()
    {
        var name = Name();
        return AppCommand.Create("send", "Send a reminder now: once in a period, however often the command is repeated.", [name], async (app, parsed, token) =>
        {
            app.Show(await app.PostAsync($"reminders/{Uri.EscapeDataString(parsed.GetRequiredValue(name))}", null, token), body => app.Out.WriteUnbroken(
                $"{body.Text("recipients")} to get it{(body.Text("isRepeat") == "yes" ? "; it was sent before in this period, and nothing more is" : "")}. Progress: mhero messages show {body.Text("request")}"));
            return ExitCodes.Ok;
        });
    }

    private static Argument<string> Name() => new("reminder") { Description = "The reminder's name." };
}
