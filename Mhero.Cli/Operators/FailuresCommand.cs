using Mhero.Cli.Output;

namespace Mhero.Cli.Operators;

/// <summary><c>mhero failures</c>: the dead letters of a running app.</summary>
internal static class FailuresCommand
{
    private static readonly Column[] Columns =
    [
        Column.Text("id", "id"), Column.Text("queue", "queue"), Column.Text("code", "code"), Column.Text("subject", "subject"), Column.Time("first", "firstFailedAt"),
        Column.Time("last", "lastFailedAt"), Column.Text("replays", "replays"), new("flow", row => row.Text("flowName") ?? row.Text("flow")), Column.Text("facility", "facility"), Column.Text("cause", "cause"),
    ];

    public static Command Create() => AppCommand.Group(
        "failures", "Show and repair the dead letters of a running app: records that could not be processed.", List(), Groups(), Show(), Retry(), Edit(), Discard(), Restore(), Recount());

    private static Command List()
    {
        var (filter, page) = (new FailureFilter(), new PageOptions());
        var discarded = new Option<bool>("--discarded") { Description = "Those that an operator discarded, in place of the open ones." };
        return AppCommand.Create("list", "List dead letters, the latest failure first.", [.. filter.Parts, discarded, .. page.Parts], async (app, parsed, token) =>
        {
            var path = Query.Of("dead-letters", [.. filter.Of(parsed), .. page.Of(parsed), ("payload", "false"), ("discarded", parsed.GetValue(discarded) ? "true" : null)]);
            app.Show(await app.GetAsync(path, token), body => app.Out.Write(body.Items(), "No dead letter matches.", Columns));
            return ExitCodes.Ok;
        });
    }

    private static Command Groups()
    {
        var filter = new FailureFilter();
        return AppCommand.Create("groups", "Count the open dead letters by queue and cause, the largest group first.", filter.Parts[..2], async (app, parsed, token) =>
        {
            app.Show(await app.GetAsync(Query.Of("dead-letters/groups", filter.Of(parsed).Take(2)), token), body => app.Out.Write(
                body.Items(), "No open dead letters.",
                Column.Text("queue", "queue"), Column.Text("code", "code"), Column.Text("count", "count"), Column.Time("first", "firstFailedAt"), Column.Time("last", "lastFailedAt"), Column.Text("cause", "cause")));
            return ExitCodes.Ok;
        });
    }

    private static Command Show()
    {
        var id = Id();
        return AppCommand.Create("show", "Show one dead letter with its payload and its failures.", [id], async (app, parsed, token) =>
        {
            app.Show(await app.GetAsync($"dead-letters/{Uri.EscapeDataString(parsed.GetRequiredValue(id))}", token), body =>
            {
                var letter = body.Part("letter");
                app.Out.WriteFacts(
                    ("id", letter.Text("id")), ("queue", letter.Text("queue")), ("subject", letter.Text("subject")), ("code", letter.Text("code")), ("cause", letter.Text("cause")),
                    ("attempts", letter.Text("attempts")), ("replays", letter.Text("replays")), ("flow", letter.Text("flowName") ?? letter.Text("flow")), ("facility", letter.Text("facility")),
                    ("contact", letter.Text("contact")), ("discarded by", letter.Part("discarded").Text("by")), ("reason", letter.Part("discarded").Text("reason")), ("version", body.Text("version")));
                app.Out.Write(body.Items("failures"), string.Empty, Column.Time("failed at", "at"), Column.Text("code", "code"), Column.Text("attempts", "attempts"));
                app.Out.WriteUnbroken(Pretty(letter.Text("payload") ?? string.Empty));
            });
            return ExitCodes.Ok;
        });
    }

    private static Command Retry()
    {
        var id = new Argument<string?>("id") { Description = "The dead letter; without it all that match.", Arity = ArgumentArity.ZeroOrOne };
        var (filter, all, wait) = (new FailureFilter(), All(), JobsCommand.Wait());
        var command = AppCommand.Create(
            "retry", "Put a dead letter back on its queue, or all that match in the order of receipt.", [id, all, .. filter.Parts, wait], async (app, parsed, token) =>
            {
                if (parsed.GetValue(id) is { } one)
                {
                    app.Show(await app.PostAsync($"dead-letters/{Uri.EscapeDataString(one)}/replay", null, token), _ => app.Out.WriteUnbroken("It is on its queue again."));
                    return ExitCodes.Ok;
                }

                return await JobsCommand.OrderAsync(app, Query.Of("dead-letters/replay", filter.Of(parsed)), null, parsed.GetValue(wait), token);
            });
        OneOrAll(command, id, all, filter);
        return command;
    }

    private static Command Edit()
    {
        var id = Id();
        var file = new Option<FileInfo>("--payload") { Description = "File with the new payload, JSON; - reads standard input.", Required = true, HelpName = "file" };
        var version = new Option<string?>("--version-read") { Description = "The version that 'failures show' printed: the edit is refused when the dead letter has changed since.", HelpName = "version" };
        return AppCommand.Create(
            "edit", "Replace the payload of a dead letter and put it back on its queue. The audit log keeps the original.", [id, file, version], async (app, parsed, token) =>
            {
                var source = parsed.GetRequiredValue(file);
                string text;
                try
                {
                    text = source.Name == "-" ? await Console.In.ReadToEndAsync(token) : await File.ReadAllTextAsync(source.FullName, token);
                }
                catch (Exception error) when (error is IOException or UnauthorizedAccessException)
                {
                    throw new AppFaultException(ExitCodes.Setup, $"The file {source.Name} cannot be read.");
                }

                var body = new JsonObject { ["payload"] = text, ["version"] = parsed.GetValue(version) };
                app.Show(await app.PostAsync($"dead-letters/{Uri.EscapeDataString(parsed.GetRequiredValue(id))}/edit", body, token), _ => app.Out.WriteUnbroken("It is on its queue with the new payload."));
                return ExitCodes.Ok;
            });
    }

    private static Command Discard()
    {
        var id = new Argument<string?>("id") { Description = "The dead letter; without it all that match.", Arity = ArgumentArity.ZeroOrOne };
        var reason = new Option<string>("--reason") { Description = "Why it needs no further work; the audit log keeps it.", Required = true, HelpName = "text" };
        var (filter, all, wait) = (new FailureFilter(), All(), JobsCommand.Wait());
        var command = AppCommand.Create(
            "discard", "Mark a dead letter, or all that match, as discarded: kept for 90 days, not counted as open, and restorable.", [id, reason, all, .. filter.Parts, wait], async (app, parsed, token) =>
            {
                var body = new { reason = parsed.GetRequiredValue(reason) };
                if (parsed.GetValue(id) is { } one)
                {
                    app.Show(await app.PostAsync($"dead-letters/{Uri.EscapeDataString(one)}/discard", body, token), _ => app.Out.WriteUnbroken($"It is discarded. To undo it: mhero failures restore {one}"));
                    return ExitCodes.Ok;
                }

                return await JobsCommand.OrderAsync(app, Query.Of("dead-letters/discard", filter.Of(parsed)), body, parsed.GetValue(wait), token);
            });
        OneOrAll(command, id, all, filter);
        return command;
    }

    private static Command Restore()
    {
        var id = Id();
        return AppCommand.Create("restore", "Undo the discard of a dead letter.", [id], async (app, parsed, token) =>
        {
            app.Show(await app.PostAsync($"dead-letters/{Uri.EscapeDataString(parsed.GetRequiredValue(id))}/restore", null, token), _ => app.Out.WriteUnbroken("It is open again."));
            return ExitCodes.Ok;
        });
    }

    private static Command Recount()
    {
        var wait = JobsCommand.Wait();
        return AppCommand.Create(
            "recount", "Make the index and the counters of the dead letters again, after another program changed mHero's tables.", [wait],
            (app, parsed, token) => JobsCommand.OrderAsync(app, "dead-letters/recount", null, parsed.GetValue(wait), token));
    }

    private static Argument<string> Id() => new("id") { Description = "The dead letter's id." };

    private static Option<bool> All() => new("--all") { Description = "All that match the options; without any, all open dead letters." };

    private static void OneOrAll(Command command, Argument<string?> id, Option<bool> all, FailureFilter filter) => command.Validators.Add(result =>
    {
        if (result.GetValue(id) is null != result.GetValue(all))
        {
            result.AddError("Give either the id of a dead letter or --all.");
        }
        else if (result.GetValue(id) is not null && filter.Parts.OfType<Option>().Any(option => result.GetResult(option) is { Implicit: false }))
        {
            result.AddError("The options that select dead letters go with --all.");
        }
    });

    private static string Pretty(string payload)
    {
        try
        {
            using var document = JsonDocument.Parse(payload);
            var writer = new StringWriter();
            Terminal.WriteJson(document.RootElement, writer);
            return writer.ToString().TrimEnd();
        }
        catch (JsonException)
        {
            return payload;
        }
    }
}
