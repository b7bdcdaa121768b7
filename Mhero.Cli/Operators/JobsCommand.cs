using Mhero.Cli.Output;

namespace Mhero.Cli.Operators;

/// <summary><c>mhero jobs</c>: the bulk operations of a running app.</summary>
internal static class JobsCommand
{
    public static Command Create() => AppCommand.Group("jobs", "Show the progress of bulk operations.", List(), Show());

    /// <summary>The option to wait for a job.</summary>
    public static Option<bool> Wait() => new("--wait") { Description = "Wait until it is done; the exit code is 1 when an item could not be done." };

    /// <summary>Orders a job, and waits for it where that was asked for.</summary>
    public static async Task<int> OrderAsync(AppSession app, string path, object? body, bool wait, CancellationToken cancellationToken)
    {
        var answer = await app.PostAsync(path, body, cancellationToken);
        return await FollowAsync(app, answer, wait, cancellationToken);
    }

    /// <summary>Shows a job that was ordered, and waits for it where that was asked for.</summary>
    public static async Task<int> FollowAsync(AppSession app, AppAnswer answer, bool wait, CancellationToken cancellationToken)
    {
        if (!wait)
        {
            app.Show(answer, job => app.Out.WriteUnbroken($"Ordered. Progress: mhero jobs show {job.Text("id")}"));
            return ExitCodes.Ok;
        }

        var done = await app.JobAsync(answer.Body.Text("id")!, cancellationToken);
        app.Show(answer with { Body = done }, job => Show(app, job));
        return done.Text("state") == "done" && done.Text("failed") == "0" ? ExitCodes.Ok : ExitCodes.Failed;
    }

    private static Command List()
    {
        var max = new Option<int>("--max") { Description = "How many at most, 1 to 1000.", DefaultValueFactory = _ => 50, HelpName = "number" };
        return AppCommand.Create("list", "List the bulk operations of the last 30 days, the latest first.", [max], async (app, parsed, token) =>
        {
            var path = Query.Of("jobs", ("max", parsed.GetValue(max).ToString(System.Globalization.CultureInfo.InvariantCulture)));
            app.Show(await app.GetAsync(path, token), body => app.Out.Write(
                body.Items(), "No jobs.", Column.Text("id", "id"), Column.Text("kind", "kind"), Column.Text("state", "state"), Column.Text("done", "done"), Column.Text("failed", "failed"),
                Column.Text("total", "total"), Column.Time("ordered", "createdAt"), Column.Time("finished", "finishedAt"), Column.Text("by", "by")));
            return ExitCodes.Ok;
        });
    }

    private static Command Show()
    {
        var id = new Argument<string>("id") { Description = "The job's id." };
        var wait = Wait();
        return AppCommand.Create("show", "Show the progress of one bulk operation.", [id, wait], async (app, parsed, token) =>
        {
            var answer = await app.GetAsync($"jobs/{Uri.EscapeDataString(parsed.GetRequiredValue(id))}", token);
            if (parsed.GetValue(wait))
            {
                return await FollowAsync(app, answer, true, token);
            }

            app.Show(answer, job => Show(app, job));
            return ExitCodes.Ok;
        });
    }

    private static void Show(AppSession app, JsonElement job) => app.Out.WriteFacts(
        ("id", job.Text("id")), ("kind", job.Text("kind")), ("state", job.Text("state")), ("done", job.Text("done")), ("failed", job.Text("failed")), ("total", job.Text("total")),
        ("ordered", job.Time("createdAt")), ("finished", job.Time("finishedAt")), ("by", job.Text("by")), ("code", job.Text("code")));
}
