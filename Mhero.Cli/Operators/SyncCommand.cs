using Mhero.Cli.Output;

namespace Mhero.Cli.Operators;

/// <summary><c>mhero sync</c>, <c>mhero pause</c> and <c>mhero resume</c>: starts readings and stops directions for maintenance.</summary>
internal static class SyncCommand
{
    private const string Directions = "contacts, registry, groups, flows, runs, messages, opt-outs, flow-results, reports, reminders, communications or all";

    private static readonly TimeSpan Poll = TimeSpan.FromSeconds(1);

    /// <summary>A first load takes longer; its progress is in the status.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(30);

    public static Command Create()
    {
        var kind = new Argument<string>("kind") { Description = "contacts, registry, groups, flows, runs, messages, opt-outs, flow-results or reports." };
        var wait = new Option<bool>("--wait") { Description = "Wait until what was read is processed; the exit code is 1 when a reading failed." };
        var full = new Option<bool>("--full") { Description = "With contacts: compare both sides in full, as a job; finds deletions and changes that the readings missed." };
        var confirm = new Option<bool>("--confirm") { Description = "With --full: handle the deletions however many there are." };
        return AppCommand.Create("sync", "Read now what changed, in place of at the next timer.", [kind, wait, full, confirm], async (app, parsed, token) =>
        {
            if (parsed.GetValue(full) || parsed.GetValue(confirm))
            {
                return await ReconcileAsync(app, parsed.GetRequiredValue(kind), parsed.GetValue(full), parsed.GetValue(confirm), parsed.GetValue(wait), token);
            }

            var answer = await app.PostAsync($"sync/{Uri.EscapeDataString(parsed.GetRequiredValue(kind))}", null, token);
            if (!parsed.GetValue(wait))
            {
                app.Show(answer, body => app.Out.WriteUnbroken($"Ordered: {string.Join(", ", body.Items("ordered").Select(o => o.GetString()))}"));
                return ExitCodes.Ok;
            }

            // The app's clock, to the second.
            var ordered = answer.Body.Items("ordered").Select(o => o.GetString()!).ToList();
            var executions = await WaitAsync(app, ordered, (answer.Date ?? DateTimeOffset.MinValue).AddSeconds(-1), token);
            app.Show(answer with { Body = JsonSerializer.SerializeToElement(executions) }, body => app.Out.Write(
                body.Items(), string.Empty, Column.Text("kind", "kind"), Column.Time("started", "startedAt"), Column.Time("completed", "completedAt"),
                new Column("counts", row => row.Part("counts").ValueKind == JsonValueKind.Object ? string.Join(", ", row.Part("counts").EnumerateObject().Select(c => $"{c.Name} {c.Value}")) : null),
                Column.Text("error", "error")));
            return executions.TrueForAll(execution => execution.Text("error") is null) ? ExitCodes.Ok : ExitCodes.Failed;
        });
    }

    public static Command CreatePause()
    {
        var direction = Direction();
        var reason = new Option<string>("--reason") { Description = "Why; the status and the audit log show it.", Required = true, HelpName = "text" };
        return AppCommand.Create(
            "pause", "Pause a direction for maintenance: its timer reads nothing and its messages wait; webhooks are still taken.", [direction, reason], async (app, parsed, token) =>
            {
                var answer = await app.PostAsync($"syncs/{Uri.EscapeDataString(parsed.GetRequiredValue(direction))}/pause", new { reason = parsed.GetRequiredValue(reason) }, token);
                app.Show(answer, body => app.Out.WriteUnbroken($"{body.Text("direction")} is paused since {body.Time("since")}. To end it: mhero resume {body.Text("direction")}"));
                return ExitCodes.Ok;
            });
    }

    public static Command CreateResume()
    {
        var direction = Direction();
        var reason = new Option<string?>("--reason") { Description = "Why; the audit log keeps it.", HelpName = "text" };
        return AppCommand.Create("resume", "End the pause of a direction; all ends every pause. Messages that waited follow within a minute.", [direction, reason], async (app, parsed, token) =>
        {
            var answer = await app.PostAsync($"syncs/{Uri.EscapeDataString(parsed.GetRequiredValue(direction))}/resume", new { reason = parsed.GetValue(reason) }, token);
            app.Show(answer, body => app.Out.Write(body.Items("resumed"), "It was not paused.", Column.Text("resumed", "direction"), Column.Time("paused since", "since"), Column.Text("reason", "reason")));
            return ExitCodes.Ok;
        });
    }

    private static Task<int> ReconcileAsync(AppSession app, string kind, bool isFull, bool isConfirmed, bool wait, CancellationToken cancellationToken) =>
        isFull && string.Equals(kind, "contacts", StringComparison.OrdinalIgnoreCase)
            ? JobsCommand.OrderAsync(app, Query.Of("sync/contacts", ("full", "true"), ("confirm", isConfirmed ? "true" : null)), null, wait, cancellationToken)
            : throw new AppFaultException(ExitCodes.Failed, "--full is for contacts, and --confirm needs --full.");

    private static Argument<string> Direction() => new("direction") { Description = Directions + "." };

    private static async Task<List<JsonElement>> WaitAsync(AppSession app, List<string> kinds, DateTimeOffset since, CancellationToken cancellationToken)
    {
        var began = TimeProvider.System.GetTimestamp();
        while (TimeProvider.System.GetElapsedTime(began) < Patience)
        {
            var status = (await app.GetAsync("status", cancellationToken)).Body;
            var paused = status.Items("pauses").Select(pause => pause.Text("direction")).FirstOrDefault(direction => direction == "all" || kinds.Contains(direction!));
            if (paused is not null)
            {
                throw new AppFaultException(ExitCodes.Failed, $"{paused} is paused: the order waits until 'mhero resume {paused}'.");
            }

            var found = kinds.Select(kind => status.Items("runs").FirstOrDefault(run => run.Text("kind") == kind && StartedAt(run) >= since)).ToList();
            if (found.TrueForAll(run => run.ValueKind == JsonValueKind.Object && (run.Text("completedAt") is not null || run.Text("error") is not null)))
            {
                return found;
            }

            await Task.Delay(Poll, cancellationToken);
        }

        throw new AppFaultException(ExitCodes.Failed, $"It is not done after {Patience.TotalMinutes} minutes: 'mhero status' shows how far it is.");
    }

    private static DateTimeOffset StartedAt(JsonElement run) => DateTimeOffset.Parse(run.Text("startedAt")!, CultureInfo.InvariantCulture);
}
