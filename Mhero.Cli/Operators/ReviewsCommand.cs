namespace Mhero.Cli.Operators;

/// <summary><c>mhero reviews</c> and <c>mhero conflicts</c>: questions that a person decides, and attributes that both sides changed.</summary>
internal static class ReviewsCommand
{
    public static Command Create() => AppCommand.Group("reviews", "Show and decide the questions that mHero asks a person.", List(), Decide(), History());

    public static Command CreateConflicts()
    {
        var max = Max();
        return AppCommand.Create("conflicts", "List attributes that both sides changed, with both values and the side that won.", [max], async (app, parsed, token) =>
        {
            app.Show(await app.GetAsync(Query.Of("conflicts", ("max", Number(parsed.GetValue(max)))), token), body => app.Out.Write(
                body.Items(), "No conflicts.", Column.Text("worker", "worker"), Column.Text("attribute", "attribute"), Column.Text("registry", "registryValue"),
                Column.Text("RapidPro", "rapidProValue"), Column.Text("winner", "winner"), Column.Time("at", "at")));
            return ExitCodes.Ok;
        });
    }

    private static Command List()
    {
        var max = Max();
        return AppCommand.Create("list", "List the open reviews, the latest first.", [max], async (app, parsed, token) =>
        {
            app.Show(await app.GetAsync(Query.Of("reviews", ("max", Number(parsed.GetValue(max)))), token), body => app.Out.Write(
                body.Items(), "No open reviews.", Column.Text("id", "id"), Column.Text("code", "code"), Column.Text("subject", "subject"), Column.Text("question", "message"),
                new Column("candidates", row => string.Join('\n', row.Items("candidates").Select(c => $"{c.Text("reference")}: {c.Text("reason")}"))), Column.Time("asked", "createdAt")));
            return ExitCodes.Ok;
        });
    }

    private static Command Decide()
    {
        var ids = new Argument<string[]>("id") { Description = "The reviews' ids; more than twenty are decided by a job.", Arity = ArgumentArity.OneOrMore };
        var choose = new Option<string?>("--choose") { Description = "The candidate, as 'reviews list' shows it.", HelpName = "reference" };
        var only = new Option<bool>("--only") { Description = "The only candidate of each review; a review with several stays open." };
        var create = new Option<bool>("--create") { Description = "A new record on the other side." };
        var wait = JobsCommand.Wait();
        var command = AppCommand.Create("decide", "Decide one or several reviews in the same way.", [ids, choose, only, create, wait], async (app, parsed, token) =>
        {
            var answer = await app.PostAsync(
                "reviews/decide",
                new { ids = parsed.GetRequiredValue(ids), choose = parsed.GetValue(only) ? "only" : parsed.GetValue(choose), create = parsed.GetValue(create) },
                token);
            if (answer.Body.Text("state") is not null)
            {
                return await JobsCommand.FollowAsync(app, answer, parsed.GetValue(wait), token);
            }

            app.Show(answer, body => app.Out.Write(body.Items("results"), string.Empty, Column.Text("id", "id"), Column.Text("result", "answer")));
            return answer.Body.Items("results").All(result => result.Text("answer") == "accepted") ? ExitCodes.Ok : ExitCodes.Failed;
        });
        command.Validators.Add(result =>
        {
            if ((result.GetValue(choose) is null ? 0 : 1) + (result.GetValue(only) ? 1 : 0) + (result.GetValue(create) ? 1 : 0) != 1)
            {
                result.AddError("Give one of --choose, --only and --create.");
            }
        });
        return command;
    }

    private static Command History()
    {
        var page = new PageOptions();
        return AppCommand.Create("history", "List the decisions of operators, the latest first.", page.Parts, async (app, parsed, token) =>
        {
            app.Show(await app.GetAsync(Query.Of("reviews/history", page.Of(parsed)), token), body => AuditCommand.Show(app, body));
            return ExitCodes.Ok;
        });
    }

    private static Option<int> Max() => new("--max") { Description = "How many at most, 1 to 1000.", DefaultValueFactory = _ => 50, HelpName = "number" };

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);
}
