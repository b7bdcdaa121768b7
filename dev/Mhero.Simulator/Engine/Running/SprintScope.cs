using Mhero.Simulator.Engine.Expressions;

namespace Mhero.Simulator.Engine.Running;

/// <summary>The values that a run's expressions can see.</summary>
internal sealed class SprintScope(Sprint sprint, FlowSession session, FlowFrame frame) : ContactScope(sprint.Workspace, () => sprint.Contact)
{
    public override object? Root(string name) => name switch
    {
        "input" => session.Input is { } input ? Input(input) : null,
        "results" => Results(frame),
        "run" => Run(frame),
        "child" => frame.Child is { } child ? Related(child) : null,
        "parent" => frame.Parent is { } parent ? Related(parent) : null,
        "trigger" => session.Trigger,
        "webhook" => frame.Webhook,
        _ => base.Root(name),
    };

    /// <summary>The contact as the payload of a resthook shows it.</summary>
    public XObject ContactSummary() => new(("uuid", Text(sprint.Contact.Uuid)), ("name", sprint.Contact.Name), ("urn", Urn()), ("language", sprint.Contact.Language));

    public XObject Results(FlowFrame run) => new(run.Results.Select(r => KeyValuePair.Create(r.Key, (object?)Result(r.Value))))
    {
        HasDefault = true,
        Default = string.Join('\n', run.Results.Values.Select(r => $"{r.Name}: {r.Value}")),
    };

    private XObject Input(IncomingMessage input) => new(
        ("uuid", Text(input.Uuid)),
        ("type", "msg"),
        ("text", input.Text),
        ("urn", input.Urn),
        ("created_on", Time(input.CreatedOn)),
        ("attachments", input.Attachments.Select(a => (object?)$"{a.ContentType}:{a.Url}").ToList()),
        ("channel", input.Channel is { } channel ? Reference(channel.Uuid, channel.Name) : null))
    {
        HasDefault = true,
        Default = input.Whole,
    };

    private XObject Result(RunResult result) => new(
        ("name", result.Name),
        ("value", result.Value),
        ("category", result.Category ?? ""),
        ("category_localized", result.Localized.Length > 0 ? result.Localized : result.Category ?? ""),
        ("input", result.Input ?? ""),
        ("node_uuid", Text(result.Node)),
        ("created_on", Time(result.Time)),
        ("extra", result.Extra))
    {
        HasDefault = true,
        Default = result.Value,
    };

    private XObject Run(FlowFrame run) => new(
        ("uuid", Text(run.Uuid)),
        ("status", run.Status),
        ("contact", Contact()),
        ("flow", Flow(run)),
        ("results", Results(run)),
        ("created_on", Time(run.CreatedOn)),
        ("exited_on", run.ExitedOn is { } exited ? Time(exited) : null))
    {
        HasDefault = true,
        Default = $"{Shown()}@{run.Program.Name}",
    };

    private static XObject Flow(FlowFrame run) => new(("uuid", Text(run.Flow.Uuid)), ("name", run.Program.Name), ("revision", (decimal)run.Program.Revision))
    {
        HasDefault = true,
        Default = run.Program.Name,
    };

    private XObject Related(FlowFrame run) => new(
        ("uuid", Text(run.Uuid)),
        ("status", run.Status),
        ("contact", Contact()),
        ("fields", Fields()),
        ("flow", Flow(run)),
        ("run", Run(run)),
        ("results", Results(run)))
    {
        HasDefault = true,
        Default = $"{Shown()}@{run.Program.Name}",
    };
}
