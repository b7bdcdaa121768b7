namespace Mhero.Cli.Operators;

/// <summary><c>mhero audit</c>: what operators changed.</summary>
internal static class AuditCommand
{
    public static Command Create()
    {
        var page = new PageOptions();
        List<(string Name, Option<string?> Option)> filter =
        [
            ("operator", new("--operator") { Description = "Only those of operators whose name has this text.", HelpName = "name" }),
            ("action", new("--action") { Description = "Only this action, or its beginning: review, dead-letter.edit.", HelpName = "action" }),
            ("item", new("--item") { Description = "Only those about this item.", HelpName = "id" }),
            ("from", new("--from") { Description = "Only those at or after this time (UTC).", HelpName = "time" }),
            ("to", new("--to") { Description = "Only those before this time (UTC).", HelpName = "time" }),
        ];
        return AppCommand.Create("audit", "List what operators changed, the latest first.", [.. filter.Select(f => f.Option), .. page.Parts], async (app, parsed, token) =>
        {
            var path = Query.Of("audit", filter.Select(f => (f.Name, parsed.GetValue(f.Option))).Concat(page.Of(parsed)));
            app.Show(await app.GetAsync(path, token), body => Show(app, body));
            return ExitCodes.Ok;
        });
    }

    /// <summary>Prints entries.</summary>
    public static void Show(AppSession app, JsonElement entries) => app.Out.Write(
        entries.Items(), "No entry matches.", Column.Time("at", "at"), new Column("operator", row => row.Part("operator").Text("name")), new Column("role", row => row.Part("operator").Text("role")),
        Column.Text("action", "action"), Column.Text("item", "item"), Column.Text("before", "before"), Column.Text("after", "after"), Column.Text("detail", "detail"));
}
