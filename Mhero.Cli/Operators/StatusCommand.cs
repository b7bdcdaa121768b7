using Mhero.Cli.Output;

namespace Mhero.Cli.Operators;

/// <summary><c>mhero status</c>: whether everything works.</summary>
internal static class StatusCommand
{
    public static Command Create() => AppCommand.Create(
        "status", "Show whether everything works: readings, queues, pauses, circuits, and what waits for a person.", [], async (app, _, token) =>
        {
            app.Show(await app.GetAsync("status", token), status => Show(app, status));
            return ExitCodes.Ok;
        });

    private static void Show(AppSession app, JsonElement status)
    {
        app.Out.WriteFacts(
            ("dead letters", status.Text("deadLetters")), ("reviews", status.Text("reviews")), ("workers with issues", status.Text("workersWithIssues")), ("places with issues", status.Text("placesWithIssues")));
        app.Out.WritePart("Paused:", status.Items("pauses"), Column.Text("direction", "direction"), Column.Time("since", "since"), Column.Text("by", "by"), Column.Text("reason", "reason"));
        app.Out.WritePart(
            "Circuits that are open:", status.Items("circuits"), Column.Text("queue", "queue"), Column.Text("side", "side"), Column.Time("since", "since"), Column.Text("code", "code"), Column.Text("held", "held"),
            Column.Text("cause", "cause"));
        app.Out.WritePart("Readings:", status.Items("readings"), Column.Text("poller", "kind"), Column.Time("read to its end", "finishedAt"), Column.Time("behind since", "behindSince"), Column.Text("error", "error"));
        app.Out.WritePart("Queues:", status.Items("queues"), Column.Text("queue", "name"), Column.Text("messages", "messages"), Column.Text("poison", "poison"), Column.Time("oldest", "oldest"));
        app.Out.WritePart(
            "Last sync executions:", status.Items("runs"), Column.Text("kind", "kind"), Column.Time("started", "startedAt"), Column.Time("completed", "completedAt"), Column.Text("batches", "slices"),
            Column.Text("done", "slicesDone"), Column.Text("error", "error"));
        app.Out.WriteUnbroken("Dead letters by cause: mhero failures groups. Reviews: mhero reviews list.");
    }
}
