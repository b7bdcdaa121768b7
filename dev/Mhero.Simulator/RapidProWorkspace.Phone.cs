using Mhero.Simulator.Engine;
using Mhero.Simulator.Engine.Expressions;
using Mhero.Simulator.Engine.Program;
using Mhero.Simulator.Engine.Running;
using Mhero.Simulator.Engine.Tests;
using Mhero.Simulator.State;

namespace Mhero.Simulator;

public sealed partial class RapidProWorkspace
{
    private readonly FlowEngine _engine;
    private readonly FlowLoader _loader;

    /// <summary>The places that has_state, has_district and has_ward know.</summary>
    public IReadOnlyList<SimulatedPlace> Places { get; set; } = [];

    /// <summary>
    /// Called with each request of a webhook or resthook before it is sent: the place to send a flow's calls to another address
    /// than its author wrote, or to give them a secret. Null leaves them as they are.
    /// </summary>
    public Action<HttpRequestMessage>? BeforeWebhook { get; set; }

    /// <summary>
    /// Words that the channel itself takes for the wish to get no messages, when a message is one of them and nothing else, in any
    /// case: the contact is stopped, and no flow sees the message. None unless set, since it is the channel that has them.
    /// </summary>
    public IReadOnlyList<string> StopKeywords { get; set; } = [];

    /// <summary>
    /// The status that a message of a flow has at once; one that cannot be sent is <c>failed</c>. Null gives it to the channel,
    /// like every other message, see <see cref="Behaviour"/>.
    /// </summary>
    public string? SentStatus { get; set; } = "sent";

    /// <summary>Says whether the simulator can run a flow, and those that it enters.</summary>
    /// <param name="flow">The flow's UUID.</param>
    /// <exception cref="ArgumentException">The flow does not exist.</exception>
    /// <exception cref="UnsupportedFlowException">It cannot; the exception names the flow, the node and what is not supported.</exception>
    public void CheckFlow(Guid flow)
    {
        if (FindFlow(flow) is null)
        {
            throw new ArgumentException($"The flow {flow} does not exist.", nameof(flow));
        }

        LoadFlow(flow);
    }

    /// <summary>
    /// A text message from a phone. It starts the flow of its keyword, even when the contact is in another flow, or answers the
    /// flow that waits, or starts the catch-all; else it stays in the inbox. An unknown number becomes a contact. Webhooks are
    /// called before this returns.
    /// </summary>
    /// <param name="urn">The sender: a URN, or a telephone number as people write it.</param>
    /// <param name="text">The text.</param>
    /// <param name="attachments">The media that come with it.</param>
    /// <param name="cancellationToken">Ends the wait for a webhook; the run fails then.</param>
    /// <returns>The messages that were sent back, in order.</returns>
    /// <exception cref="ArgumentException">RapidPro would not accept the URN.</exception>
    /// <exception cref="UnsupportedFlowException">The flow that it starts, or answers, cannot be run.</exception>
    /// <exception cref="InvalidOperationException">Mailroom is down and would not handle the message.</exception>
    public async Task<IReadOnlyList<SimulatedMessage>> ReceiveAsync(
        string urn, string text, IReadOnlyList<SimulatedAttachment>? attachments = null, CancellationToken cancellationToken = default)
    {
        var from = ReadUrn(urn.Contains(':', StringComparison.Ordinal) ? urn : "tel:" + urn) is { IsValid: true } valid
            ? valid
            : throw new ArgumentException($"No contact can write from '{urn}': it is not a number.", nameof(urn));
        if (MailroomDown)
        {
            throw new InvalidOperationException("Mailroom is down: messages are not handled.");
        }

        if (StopKeywords.Contains(text.Trim(), StringComparer.OrdinalIgnoreCase))
        {
            await _engine.StopAsync(from, cancellationToken);
            return [];
        }

        return Snapshot(await _engine.ReceiveAsync(from, text, [.. attachments ?? []], cancellationToken));
    }

    /// <summary>Starts contacts in a flow, as a flow start does: contacts in another flow leave it, contacts that are not active are skipped.</summary>
    /// <param name="flow">The flow's UUID.</param>
    /// <param name="contacts">The contacts' UUIDs.</param>
    /// <param name="start">The UUID of the start, which the runs show; null makes one.</param>
    /// <param name="parameters">The value of <c>@trigger.params</c>, a JSON object; null for none.</param>
    /// <param name="cancellationToken">Ends the wait for a webhook; the run that waited for it fails then, and those after it do not begin.</param>
    /// <returns>The messages that were sent.</returns>
    /// <exception cref="ArgumentException">The flow or a contact does not exist, or the flow is archived.</exception>
    /// <exception cref="UnsupportedFlowException">The flow cannot be run.</exception>
    public async Task<IReadOnlyList<SimulatedMessage>> StartFlowAsync(
        Guid flow, IReadOnlyList<Guid> contacts, Guid? start = null, JsonElement? parameters = null, CancellationToken cancellationToken = default)
    {
        var (entry, ids) = WithLock(w => (
            w.FlowWith(flow) is { Archived: false } found ? found : throw new ArgumentException($"The flow {flow} does not exist or is archived.", nameof(flow)),
            contacts.Select(c => (w.FindContact(c) ?? throw new ArgumentException($"The contact {c} does not exist.", nameof(contacts))).Id).ToList()));
        var given = parameters is { } json ? XValue.FromJson(json) : null;
        var trigger = new XObject(("type", "manual"), ("keyword", ""), ("params", given ?? new XObject()));
        return Snapshot(await _engine.StartAsync(entry, ids, start ?? NewUuid(), trigger, cancellationToken));
    }

    /// <summary>Lets runs expire whose flow's time for an answer is over.</summary>
    /// <param name="all">True to end every run that waits, whatever the clock says.</param>
    /// <param name="cancellationToken">Ends the wait for a webhook.</param>
    /// <returns>How many contacts had a run that expired.</returns>
    public Task<int> ExpireRunsAsync(bool all = false, CancellationToken cancellationToken = default) =>
        _engine.EndWaitsAsync(byTimeout: false, all, cancellationToken);

    /// <summary>Lets waits time out whose time is over: the run goes on by the category that the wait names.</summary>
    /// <param name="all">True to end every wait that can time out, whatever the clock says.</param>
    /// <param name="cancellationToken">Ends the wait for a webhook.</param>
    /// <returns>How many contacts had a wait that timed out.</returns>
    public Task<int> TimeOutWaitsAsync(bool all = false, CancellationToken cancellationToken = default) =>
        _engine.EndWaitsAsync(byTimeout: true, all, cancellationToken);

    internal TimeZoneInfo Zone { get; }

    internal DateTimeOffset Now => _clock.GetUtcNow();

    internal string UserAgent { get; }

    internal TimeSpan WebhookTimeout { get; }

    internal DateTimeOffset? ReadDatetime(string text) => _values.ReadMoment(text);

    internal TestContext TestContext(Scope scope) => new(scope, _urns, new PlaceFinder(Places));

    internal FlowProgram LoadFlow(Guid flow) => WithLock(w =>
        w._loader.Load(w.FlowWith(flow) ?? throw new UnsupportedFlowException(flow.ToString(), node: null, "the workspace does not have it")));

    // What follows expects the lock to be held.

    internal ContactState ContactWith(int id) => _byId[id - 1];

    /// <summary>The contact with the smart groups that it is in now.</summary>
    internal ContactState Regroup(ContactState contact) => contact with { Groups = DecideGroups(contact) };

    /// <summary>The group that an export refers to, by UUID or else by name.</summary>
    internal GroupEntry? GroupOf(JsonElement reference) =>
        (Guid.TryParse(FlowInspector.Text(reference, "uuid"), out var uuid) ? _groups.Find(g => g.Uuid == uuid) : null) ?? FindGroup(FlowInspector.Text(reference, "name") ?? "");

    private List<SimulatedMessage> Snapshot(List<MessageState> messages) => WithLock(w => messages.ConvertAll(w.Snapshot));
}
