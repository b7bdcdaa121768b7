using Mhero.Simulator.Engine.Expressions;
using Mhero.Simulator.Engine.Program;
using Mhero.Simulator.State;

namespace Mhero.Simulator.Engine.Running;

/// <summary>Does the actions of a node.</summary>
internal sealed class ActionRunner(Sprint sprint, FlowSession session, FlowFrame frame, ProgramNode node)
{
    private const int MaxName = 128;

    private readonly SprintScope _scope = new(sprint, session, frame);

    /// <summary>The flow that the node enters; null when it enters none.</summary>
    public ProgramAction? Entered { get; private set; }

    public async Task RunAsync(ProgramAction action, CancellationToken cancellationToken)
    {
        switch (action.Type)
        {
            case "send_msg":
                Send(action);
                break;
            case "set_run_result":
                SetResult(action);
                break;
            case "set_contact_field":
                SetField(FlowInspector.Text(action.Json.GetProperty("field"), "key")!, Evaluate(action.Text("value")));
                break;
            case "set_contact_name":
                var name = Evaluate(action.Text("name")).Trim();
                sprint.Change(c => c with { Name = name.Length == 0 ? null : name.Length > MaxName ? name[..MaxName] : name });
                break;
            case "set_contact_language":
                SetLanguage(Evaluate(action.Text("language")).Trim());
                break;
            case "add_contact_groups":
                SetGroups(action, isIn: true);
                break;
            case "remove_contact_groups":
                SetGroups(action, isIn: false);
                break;
            case "call_webhook":
                await CallWebhookAsync(action, cancellationToken);
                break;
            case "call_resthook":
                await CallResthookAsync(action, cancellationToken);
                break;
            case "enter_flow":
                Entered = action;
                break;
        }
    }

    private string Evaluate(string? template) => frame.Program.Template(template ?? "").Evaluate(_scope);

    private void Send(ProgramAction action)
    {
        var language = sprint.Contact.Language;
        var text = Evaluate(frame.Program.Translate(language, action.Uuid, "text", action.Text("text") ?? ""));
        var attachments = frame.Program.Translate(language, action.Uuid, "attachments", action.Texts("attachments")).Select(Evaluate).Where(a => a.Contains(':', StringComparison.Ordinal))
            .Select(a => new SimulatedAttachment(a[..a.IndexOf(':', StringComparison.Ordinal)], a[(a.IndexOf(':', StringComparison.Ordinal) + 1)..])).ToArray();
        var replies = frame.Program.Translate(language, action.Uuid, "quick_replies", action.Texts("quick_replies")).Select(Evaluate).Where(r => r.Length > 0).ToArray();
        if (text.Length > 0 || attachments.Length > 0)
        {
            sprint.Outgoing.Add(new OutgoingMessage(text, attachments, replies, frame.Flow, sprint.Now()));
        }
    }

    private void SetResult(ProgramAction action)
    {
        var category = action.Text("category") is { Length: > 0 } own ? own : null;
        var localized = category is null ? "" : frame.Program.Translate(sprint.Contact.Language, action.Uuid, "category", "");
        RoutePicker.Save(frame, new RunResult(action.Text("name") ?? "", Evaluate(action.Text("value")), category, localized, Input: null, node.Uuid, sprint.Now(), Extra: null));
    }

    private void SetField(string key, string text)
    {
        var workspace = sprint.Workspace;
        if (workspace.WithLock(w => w.FindField(key)) is { } field)
        {
            var value = workspace.ReadValue(text.Trim());
            sprint.Change(c => c with { Values = RapidProWorkspace.WithValue(c.Values, field.Ordinal, value) });
        }
    }

    /// <summary>A code that is not a language changes nothing; in RapidPro that is an error in the run's log.</summary>
    private void SetLanguage(string code)
    {
        if (code.Length == 0 || Languages.IsKnown(code))
        {
            sprint.Change(c => c with { Language = code.Length == 0 ? null : code });
        }
    }

    private void SetGroups(ProgramAction action, bool isIn)
    {
        var given = FlowInspector.Items(action.Json, "groups").ToList();
        var groups = sprint.Workspace.WithLock(w => given.Select(w.GroupOf).OfType<GroupEntry>().Where(g => !g.IsSmart).ToList());
        var all = !isIn && action.Json.TryGetProperty("all_groups", out var flag) && flag.ValueKind == JsonValueKind.True;
        sprint.Change(c => c with
        {
            Groups = isIn ? [.. c.Groups.Union(groups).OrderBy(g => g.Id)] : [.. c.Groups.Where(g => !(all ? !g.IsSmart : groups.Contains(g)))],
        });
    }

    private async Task CallWebhookAsync(ProgramAction action, CancellationToken cancellationToken)
    {
        var headers = action.Json.TryGetProperty("headers", out var given) && given.ValueKind == JsonValueKind.Object
            ? given.EnumerateObject().Select(h => (h.Name, Evaluate(h.Value.ToString()))).ToList()
            : [];
        var answer = await WebhookCaller.CallAsync(
            sprint.Workspace, action.Text("method") ?? "GET", Evaluate(action.Text("url")), headers, Evaluate(action.Text("body")), cancellationToken);
        Keep(action, answer);
    }

    private void Keep(ProgramAction action, WebhookAnswer answer)
    {
        frame.Webhook = frame.Program.WebhookIsItsJson ? answer.Json ?? new XObject() : answer.ToObject();
        if (action.Text("result_name") is { Length: > 0 } name)
        {
            RoutePicker.Save(frame, answer.ToResult(name, node.Uuid, sprint.Now()));
        }
    }

    private async Task CallResthookAsync(ProgramAction action, CancellationToken cancellationToken)
    {
        var slug = action.Text("resthook")!;
        var body = XValue.ToJson(ResthookPayload.Create(sprint, session, frame, _scope));
        var answers = new List<WebhookAnswer>();
        foreach (var subscriber in sprint.Workspace.SubscribersOf(slug) ?? [])
        {
            var answer = await WebhookCaller.CallAsync(sprint.Workspace, "POST", subscriber, [("Content-Type", "application/json")], body, cancellationToken);
            answers.Add(answer);
            if (answer.IsGone)
            {
                sprint.Workspace.Unsubscribe(slug, subscriber);
            }
        }

        // The last failure counts, else the last success, else the last that is gone.
        if ((answers.FindLast(a => !a.IsSuccess && !a.IsGone) ?? answers.FindLast(a => a.IsSuccess) ?? answers.LastOrDefault()) is { } chosen)
        {
            Keep(action, chosen);
        }
        else if (action.Text("result_name") is { Length: > 0 } name)
        {
            RoutePicker.Save(frame, new RunResult(name, "no subscribers", "Failure", "", Input: null, node.Uuid, sprint.Now(), Extra: null));
        }
    }
}
