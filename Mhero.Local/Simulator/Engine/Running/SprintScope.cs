using Mhero.Local.Simulator.Engine.Expressions;
using Mhero.Local.Simulator.State;

namespace Mhero.Local.Simulator.Engine.Running;

/// <summary>What a run's expressions can see.</summary>
internal sealed class SprintScope(Sprint sprint, FlowSession session, FlowFrame frame) : Scope
{
    public override TimeZoneInfo Zone => sprint.Workspace.Zone;

    public override DateTimeOffset Now => TimeZoneInfo.ConvertTime(sprint.Workspace.Now, Zone);

    public override DateTimeOffset? ReadDatetime(string text) => sprint.Workspace.ReadDatetime(text);

    public override object? Root(string name) => name switch
    {
        "contact" => Contact(),
        "fields" => Fields(),
        "urns" => Urns(),
        "input" => session.Input is { } input ? Input(input) : null,
        "results" => Results(frame),
        "run" => Run(frame),
        "child" => frame.Child is { } child ? Related(child) : null,
        "parent" => frame.Parent is { } parent ? Related(parent) : null,
        "trigger" => session.Trigger,
        _ => frame.Webhook,
    };

    /// <summary>The contact as the payload of a resthook shows it.</summary>
    public XObject ContactSummary() => new(("uuid", Text(sprint.Contact.Uuid)), ("name", sprint.Contact.Name), ("urn", Urn()), ("language", sprint.Contact.Language));

    public static XObject Reference(Guid uuid, string name) => new(("uuid", Text(uuid)), ("name", name)) { HasDefault = true, Default = name };

    public XObject Results(FlowFrame run) => new(run.Results.Select(r => KeyValuePair.Create(r.Key, (object?)Result(r.Value))))
    {
        HasDefault = true,
        Default = string.Join('\n', run.Results.Values.Select(r => $"{r.Name}: {r.Value}")),
    };

    public DateTimeOffset Time(long micros) => TimeZoneInfo.ConvertTime(Micros.ToTime(micros), Zone);

    private static string Text(Guid uuid) => uuid.ToString("D");

    private string? Urn() => sprint.Contact.Urns is [var first, ..] ? first.Identity : null;

    private string Shown() => sprint.Contact.Name is { Length: > 0 } name ? name
        : sprint.Contact.Urns is [var first, ..] ? sprint.Workspace.ShowUrn(first)
        : "";

    private XObject Contact()
    {
        var contact = sprint.Contact;
        var name = contact.Name ?? "";
        return new XObject(
            ("uuid", Text(contact.Uuid)),
            ("name", name),
            ("first_name", name.Split(' ')[0] is { Length: > 0 } first ? first : null),
            ("language", contact.Language ?? ""),
            ("status", contact.Status),
            ("created_on", Time(contact.CreatedOn)),
            ("last_seen_on", contact.LastSeenOn is { } seen ? Time(seen) : null),
            ("urn", Urn()),
            ("urns", contact.Urns.Select(u => (object?)u.Identity).ToList()),
            ("groups", contact.Groups.Select(g => (object?)Reference(g.Uuid, g.Name)).ToList()),
            ("fields", Fields()))
        {
            HasDefault = true,
            Default = Shown(),
        };
    }

    private XObject Fields() => sprint.Workspace.WithLock(w => new XObject(w.FieldEntries.Select(f => KeyValuePair.Create(f.Key, Field(f)))));

    private object? Field(FieldEntry field) => (field.Type, sprint.Contact.Value(field.Ordinal)) switch
    {
        (_, null) => null,
        ("number", { Number: { } number }) => XValue.ToNumber(number),
        ("datetime", { } value) => sprint.Workspace.ReadDatetime(value.Text),
        var (type, value) => value!.Shown(type),
    };

    private XObject Urns()
    {
        // The first of a scheme is the one that is preferred.
        var members = UrnRules.Schemes.ToDictionary(scheme => scheme, _ => (object?)null);
        foreach (var urn in sprint.Contact.Urns.Reverse())
        {
            members[urn.Scheme] = urn.Identity;
        }

        return new XObject(members);
    }

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
