using Mhero.Simulator.Engine.Expressions;

namespace Mhero.Simulator.Engine.Running;

/// <summary>The body that subscribers of a resthook get.</summary>
internal static class ResthookPayload
{
    public static XObject Create(Sprint sprint, FlowSession session, FlowFrame frame, SprintScope scope)
    {
        var channel = sprint.Workspace.Channel is { } own ? new XObject(("uuid", own.Uuid.ToString("D")), ("name", own.Name), ("address", null)) : null;
        return new XObject(
            ("contact", scope.ContactSummary()),
            ("flow", new XObject(("uuid", frame.Flow.Uuid.ToString("D")), ("name", frame.Program.Name), ("revision", (decimal)frame.Program.Revision))),
            ("path", frame.Path.ConvertAll(s => (object?)new XObject(
                ("uuid", s.Uuid.ToString("D")), ("node_uuid", s.Node.ToString("D")), ("arrived_on", Utc(s.ArrivedOn)), ("exit_uuid", s.Exit)))),
            ("results", new XObject(frame.Results.Select(r => KeyValuePair.Create(r.Key, (object?)Result(r.Value))))),
            ("run", new XObject(("uuid", frame.Uuid.ToString("D")), ("created_on", Utc(frame.CreatedOn)))),
            ("input", session.Input is { } input ? Input(sprint, input, channel) : null),
            ("channel", channel));
    }

    private static XObject Result(RunResult result) => new(
        ("category", result.Category ?? ""),
        ("category_localized", result.Localized.Length > 0 ? result.Localized : result.Category ?? ""),
        ("created_on", Utc(result.Time)),
        ("input", result.Input ?? ""),
        ("name", result.Name),
        ("node_uuid", result.Node.ToString("D")),
        ("value", result.Value));

    private static XObject Input(Sprint sprint, IncomingMessage input, XObject? channel)
    {
        var urn = sprint.Workspace.ReadUrn(input.Urn);
        return new XObject(
            ("uuid", input.Uuid.ToString("D")),
            ("type", "msg"),
            ("text", input.Text),
            ("created_on", Utc(input.CreatedOn)),
            ("attachments", input.Attachments.Select(a => (object?)new XObject(("content_type", a.ContentType), ("url", a.Url))).ToList()),
            ("urn", urn is null ? null : new XObject(("scheme", urn.Scheme), ("path", urn.Path), ("display", sprint.Workspace.ShowUrn(urn)))),
            ("channel", channel));
    }

    private static string Utc(long micros) => XValue.Time(State.Micros.ToTime(micros));
}
