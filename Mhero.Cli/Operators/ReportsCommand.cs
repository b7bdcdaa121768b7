using Mhero.Cli.Output;

namespace Mhero.Cli.Operators;

/// <summary><c>mhero reports</c>: the reports of facilities.</summary>
internal static class ReportsCommand
{
    public static Command Create() => AppCommand.Group("reports", "See which facilities have reported.", Completeness());

    private static Command Completeness()
    {
        var form = new Option<string?>("--form") { Description = "Canonical URL of the Questionnaire whose responses are the reports.", HelpName = "URL" };
        var measure = new Option<string?>("--measure") { Description = "Canonical URL of the Measure, in place of --form.", HelpName = "URL" };
        var period = new Option<string>("--period") { Description = "Length of a period: day, week or month.", DefaultValueFactory = _ => "week", HelpName = "length" };
        var count = new Option<int>("--count") { Description = "How many periods, the present one last; 1 to 12.", DefaultValueFactory = _ => 6, HelpName = "number" };
        var district = new Option<string?>("--district") { Description = "Only the facilities of this district.", HelpName = "name" };
        var missing = new Option<bool>("--missing") { Description = "List only facilities whose report on the last period that is over is missing." };
        return AppCommand.Create(
            "completeness", "Show which facilities have reported on the last periods, on time or late, and the shares of each district.",
            [form, measure, period, count, district, missing], async (app, parsed, token) =>
            {
                var path = Query.Of(
                    "reports/completeness", ("form", parsed.GetValue(form)), ("measure", parsed.GetValue(measure)), ("period", parsed.GetValue(period)),
                    ("count", parsed.GetValue(count).ToString(CultureInfo.InvariantCulture)), ("district", parsed.GetValue(district)), ("missing", parsed.GetValue(missing) ? "true" : null));
                var answer = await app.GetAsync(path, token);
                while (answer.Body.Text("id") is { } job)
                {
                    // The app reads the reports for the first time.
                    if ((await app.JobAsync(job, token)).Text("state") == "failed")
                    {
                        throw new AppFaultException(ExitCodes.Failed, $"The job that reads the reports failed: see 'mhero jobs show {job}', and 'mhero failures list' for its dead letter.");
                    }

                    answer = await app.GetAsync(path, token);
                }

                app.Show(answer, body => Write(app, body));
                return ExitCodes.Ok;
            });
    }

    private static void Write(AppSession app, JsonElement body)
    {
        var periods = body.Items("periods").ToList();
        app.Out.Write(
            periods, "No period.", Column.Text("period", "name"), Column.Text("from", "first"), Column.Text("to", "last"), Count("expected"), Count("onTime", "on time"),
            Count("late"), Count("missing"), Count("open", "not due"), Count("completeness", "completeness %"), Count("timeliness", "timeliness %"));
        app.Out.WritePart(
            "Completeness in %, by district:", body.Items("districts"),
            [Column.Text("district", "name"), .. periods.Select((period, i) => new Column(period.Text("name")!, row => row.Items("counts").ElementAtOrDefault(i).Text("completeness")))]);
        app.Out.WritePart(
            "Facilities:", body.Items("facilities"),
            [Column.Text("facility", "name"), Column.Text("district", "district"), .. periods.Select((period, i) => new Column(period.Text("name")!, row => row.Items("states").ElementAtOrDefault(i) is { ValueKind: JsonValueKind.String } state ? state.GetString() : null))]);
        app.Out.WriteUnbroken($"As of {body.Time("readAt")}.");
        if (body.Text("isWhole") == "no")
        {
            app.Out.WriteUnbroken("The registry has more facilities than mHero keeps in memory (Mhero__Places__MaxIndexed): not all are counted.");
        }
    }

    private static Column Count(string member, string? header = null) => new(header ?? member, row => row.Part("counts").Text(member));
}
