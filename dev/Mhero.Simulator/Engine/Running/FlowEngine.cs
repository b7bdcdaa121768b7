using System.Collections.Concurrent;
using Mhero.Simulator.Engine.Expressions;
using Mhero.Simulator.State;

namespace Mhero.Simulator.Engine.Running;

/// <summary>
/// Handles what happens to contacts: a message, the start of a flow, the end of patience. One thing at a time for each contact,
/// as mailroom does; no lock of the workspace is held while a webhook is called.
/// </summary>
internal sealed class FlowEngine(RapidProWorkspace workspace)
{
    private readonly Dictionary<int, FlowSession> _waiting = [];
    private readonly ConcurrentDictionary<int, SemaphoreSlim> _turns = new();
    private readonly SprintSaver _saver = new(workspace);

    /// <summary>Handles a message and returns what was sent because of it.</summary>
    public async Task<List<MessageState>> ReceiveAsync(StoredUrn urn, string text, SimulatedAttachment[] attachments, CancellationToken cancellationToken)
    {
        var contactId = workspace.WithLock(w => (w.FindContact(urn) ?? w.Commit(w.NewContact() with { Urns = [urn] })).Id);
        using var turn = await TakeTurnAsync(contactId, cancellationToken);
        var sent = await CatchUpAsync(contactId, cancellationToken);
        var sprint = workspace.WithLock(w => new Sprint(w, w.ContactWith(contactId)) { Incoming = new IncomingMessage(Guid.NewGuid(), urn.Identity, text, attachments, w.Channel, w.Tick()) });
        var seenOn = sprint.Incoming!.CreatedOn;
        sprint.Change(c => c with { LastSeenOn = seenOn, Status = c.Status == "stopped" ? "active" : c.Status });
        if (sprint.Contact.Status != "blocked")
        {
            await HandleAsync(sprint, cancellationToken);
        }

        sent.AddRange(Save([sprint]));
        return sent;
    }

    /// <summary>Stops the contact, as a channel does for a contact who wants no messages: the run ends, and static groups are left.</summary>
    public async Task StopAsync(StoredUrn urn, CancellationToken cancellationToken)
    {
        if (workspace.WithLock(w => w.FindContact(urn)) is { } contact)
        {
            using var turn = await TakeTurnAsync(contact.Id, cancellationToken);
            workspace.WithLock(w => w.Save(w.ContactWith(contact.Id) with { Status = "stopped" }));
        }
    }

    /// <summary>Starts contacts in a flow; those who are not active are skipped. Their runs share a modified_on.</summary>
    public async Task<List<MessageState>> StartAsync(FlowEntry flow, IEnumerable<int> contactIds, Guid? start, XObject trigger, CancellationToken cancellationToken)
    {
        workspace.LoadFlow(flow.Uuid);
        var turns = new List<Turn>();
        var sprints = new List<Sprint>();
        try
        {
            // In the order of their numbers, so that two starts never wait for one another.
            foreach (var id in contactIds.Distinct().Order())
            {
                turns.Add(await TakeTurnAsync(id, cancellationToken));
                var sprint = workspace.WithLock(w => new Sprint(w, w.ContactWith(id)));
                if (sprint.Contact.IsActive)
                {
                    await BeginAsync(sprint, flow, start, trigger, cancellationToken);
                    sprints.Add(sprint);
                }
            }

            return Save(sprints);
        }
        catch
        {
            Save(sprints);
            throw;
        }
        finally
        {
            turns.ForEach(t => t.Dispose());
        }
    }

    /// <summary>Lets waits end that are over by the clock, or all of them; returns how many did.</summary>
    public async Task<int> EndWaitsAsync(bool byTimeout, bool all, CancellationToken cancellationToken)
    {
        var ended = 0;
        foreach (var id in workspace.WithLock(_ => _waiting.Keys.Order().ToList()))
        {
            using var turn = await TakeTurnAsync(id, cancellationToken);
            var now = Micros.From(workspace.Now);
            if (Waiting(id) is { } session && (byTimeout ? session.TimesOutOn : session.ExpiresOn ?? (all ? 0 : null)) is { } due && (all || due <= now))
            {
                await EndWaitAsync(session, byTimeout, cancellationToken);
                ended++;
            }
        }

        return ended;
    }

    /// <summary>
    /// Ends the runs of a contact who was taken out of the flow, or may be in none any more. Expects the workspace's lock to be
    /// held; returns the contact as it shall be saved.
    /// </summary>
    public ContactState Reconcile(ContactState contact)
    {
        if ((contact.Flow is not null && contact.IsActive) || !_waiting.Remove(contact.Id, out var session))
        {
            return contact;
        }

        var now = workspace.Tick();
        session.End("interrupted", now);
        _saver.SaveRuns(session, now);
        return contact with { Flow = null };
    }

    private async Task HandleAsync(Sprint sprint, CancellationToken cancellationToken)
    {
        var session = Waiting(sprint.Contact.Id);
        var trigger = workspace.WithLock(w => TriggerFinder.Find(w, sprint.Contact, sprint.Incoming!.Text));

        // As in mailroom a keyword goes before the flow that waits for an answer, whether the answer would have fitted or not;
        // the catch-all takes only what no flow waits for.
        if (trigger is not null && (trigger.Keyword is not null || session is null))
        {
            var about = new XObject(("type", "msg"), ("keyword", trigger.Keyword ?? ""), ("params", new XObject()));
            await BeginAsync(sprint, trigger.Flow, start: null, about, cancellationToken);
        }
        else if (session is not null)
        {
            Refresh(session);
            sprint.Session = session;
            sprint.TakenBy = session.Current;
            session.Input = sprint.Incoming;
            await WalkAsync(sprint, new FlowWalk(sprint, session).ResumeAsync(cancellationToken));
        }
    }

    private async Task BeginAsync(Sprint sprint, FlowEntry flow, Guid? start, XObject trigger, CancellationToken cancellationToken)
    {
        var program = workspace.LoadFlow(flow.Uuid);
        var first = new FlowFrame(program, parent: null, start, sprint.Now()) { Responded = sprint.Incoming is not null };
        sprint.Interrupted = Waiting(sprint.Contact.Id);
        sprint.Interrupted?.End("interrupted", sprint.Now());
        sprint.Session = new FlowSession(sprint.Contact.Id, first, trigger) { Input = sprint.Incoming };
        await WalkAsync(sprint, new FlowWalk(sprint, sprint.Session).StartAsync(cancellationToken));
    }

    /// <summary>A walk that breaks off leaves a run that failed, and not one that cannot be ended.</summary>
    private async Task WalkAsync(Sprint sprint, Task walk)
    {
        try
        {
            await walk;
        }
        catch
        {
            sprint.Session!.End("failed", sprint.Now());
            Save([sprint]);
            throw;
        }
    }

    /// <summary>What should have happened to the contact by now, had anybody looked.</summary>
    private async Task<List<MessageState>> CatchUpAsync(int contactId, CancellationToken cancellationToken)
    {
        var sent = new List<MessageState>();
        while (Waiting(contactId) is { } session)
        {
            var now = Micros.From(workspace.Now);
            var byTimeout = session.TimesOutOn <= now && !(session.ExpiresOn < session.TimesOutOn);
            if (!byTimeout && !(session.ExpiresOn <= now))
            {
                break;
            }

            sent.AddRange(await EndWaitAsync(session, byTimeout, cancellationToken));
        }

        return sent;
    }

    private async Task<List<MessageState>> EndWaitAsync(FlowSession session, bool byTimeout, CancellationToken cancellationToken)
    {
        Refresh(session);
        var sprint = workspace.WithLock(w => new Sprint(w, w.ContactWith(session.ContactId)) { Session = session });
        var walk = new FlowWalk(sprint, session);
        await WalkAsync(sprint, byTimeout ? walk.TimeOutAsync(cancellationToken) : walk.ExpireAsync(cancellationToken));
        return Save([sprint]);
    }

    private FlowSession? Waiting(int contactId) => workspace.WithLock(_ => _waiting.GetValueOrDefault(contactId));

    /// <summary>A session goes on with the latest revisions of its flows.</summary>
    private void Refresh(FlowSession session)
    {
        foreach (var frame in session.Frames.Where(f => !f.IsOver))
        {
            frame.Program = workspace.LoadFlow(frame.Flow.Uuid);
        }
    }

    private List<MessageState> Save(List<Sprint> sprints) => workspace.WithLock(w =>
    {
        var modifiedOn = w.Tick();
        var sent = new List<MessageState>();
        foreach (var sprint in sprints)
        {
            if (w.ContactWith(sprint.Contact.Id).Deleted)
            {
                // Deleted while a webhook was out.
                sprint.Session?.End("interrupted", modifiedOn);
            }

            if (sprint.Session is { IsWaiting: true } session)
            {
                _waiting[session.ContactId] = session;
            }
            else if (sprint.Session is not null)
            {
                _waiting.Remove(sprint.Contact.Id);
            }

            sent.AddRange(_saver.Save(sprint, modifiedOn));
        }

        return sent;
    });

    private async Task<Turn> TakeTurnAsync(int contactId, CancellationToken cancellationToken)
    {
        var gate = _turns.GetOrAdd(contactId, _ => new SemaphoreSlim(1));
        await gate.WaitAsync(cancellationToken);
        return new Turn(gate);
    }

    private sealed class Turn(SemaphoreSlim gate) : IDisposable
    {
        public void Dispose() => gate.Release();
    }
}
