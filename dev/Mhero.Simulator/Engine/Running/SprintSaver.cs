using Mhero.Simulator.State;

namespace Mhero.Simulator.Engine.Running;

/// <summary>Brings what the engine did into the workspace, all at one time. Expects the workspace's lock to be held.</summary>
internal sealed class SprintSaver(RapidProWorkspace workspace)
{
    /// <summary>How much later than its modified_on a run ended that was ended from outside; RapidPro needs some milliseconds.</summary>
    private const long EndLag = 2_000;

    /// <summary>Saves a sprint with the given modified_on and returns the messages that it sent.</summary>
    public List<MessageState> Save(Sprint sprint, long modifiedOn)
    {
        SaveRuns(sprint.Interrupted, modifiedOn);
        SaveRuns(sprint.Session, modifiedOn);
        var contact = SaveContact(sprint);
        if (sprint.Incoming is { } incoming)
        {
            SaveIncoming(sprint, incoming, contact, modifiedOn);
        }

        return sprint.Outgoing.ConvertAll(m => SaveOutgoing(m, contact, modifiedOn));
    }

    public void SaveRuns(FlowSession? session, long modifiedOn)
    {
        foreach (var frame in session?.Frames.Where(f => !f.IsFinal) ?? [])
        {
            frame.Id = frame.Id == 0 ? workspace.NextRunId() : frame.Id;
            frame.IsFinal = frame.IsOver;
            workspace.Commit(new RunState
            {
                Id = frame.Id,
                Uuid = frame.Uuid,
                Flow = frame.Flow,
                ContactId = session!.ContactId,
                Start = frame.Start,
                Responded = frame.Responded,
                Path = [.. frame.Path.Select(s => new StoredStep(s.Node, s.ArrivedOn))],
                Values = [.. frame.Results.Select(r => new StoredValue(r.Key, r.Value.Name, r.Value.Value, r.Value.Category, r.Value.Input, r.Value.Node, r.Value.Time))],
                CreatedOn = frame.CreatedOn,
                ModifiedOn = modifiedOn,
                ExitedOn = frame.Status is "expired" or "interrupted" ? modifiedOn + EndLag : frame.ExitedOn,
                ExitType = frame.IsOver ? frame.Status : null,
            });
        }
    }

    private ContactState SaveContact(Sprint sprint)
    {
        var before = workspace.FindContact(sprint.Contact.Uuid)!;
        if (before.Deleted)
        {
            return before;
        }

        var after = sprint.Apply(before);
        if (sprint.Session is { } session)
        {
            var flow = session.IsWaiting ? new SimulatedReference(session.Current.Flow.Uuid, session.Current.Flow.Name) : null;
            after = flow == after.Flow ? after : after with { Flow = flow };
        }

        return ReferenceEquals(before, after) ? before : workspace.Commit(after with { ModifiedOn = workspace.Tick() });
    }

    private void SaveIncoming(Sprint sprint, IncomingMessage incoming, ContactState contact, long modifiedOn) => workspace.Commit(new MessageState
    {
        Id = workspace.NextMessageId(),
        Uuid = incoming.Uuid,
        ContactId = contact.Id,
        Urn = incoming.Urn,
        Channel = incoming.Channel,
        Direction = "in",
        Type = "text",
        Status = "handled",
        Visibility = contact.Status == "blocked" ? "archived" : "visible",
        Text = incoming.Text,
        Attachments = incoming.Attachments,
        Flow = sprint.Session is { } session ? (sprint.TakenBy ?? session.Frames[0]).Flow : null,
        CreatedOn = incoming.CreatedOn,
        ModifiedOn = modifiedOn,
    });

    private MessageState SaveOutgoing(OutgoingMessage message, ContactState contact, long modifiedOn)
    {
        var urn = contact.Urns is [var first, ..] ? first.Identity : null;
        var status = urn is null || !contact.IsActive ? "failed" : workspace.SentStatus ?? "queued";
        var saved = new MessageState
        {
            Id = workspace.NextMessageId(),
            Uuid = workspace.NewUuid(),
            ContactId = contact.Id,
            Urn = urn,
            Channel = urn is null ? null : workspace.Channel,
            Direction = "out",
            Type = "text",
            Status = status,
            Visibility = "visible",
            Text = message.Text,
            Attachments = message.Attachments,
            QuickReplies = message.QuickReplies,
            Flow = message.Flow,
            CreatedOn = message.CreatedOn,
            SentOn = status is "wired" or "sent" or "delivered" or "read" ? message.CreatedOn : null,
            ModifiedOn = modifiedOn,
        };
        return workspace.SentStatus is null ? workspace.Send(saved) : workspace.Commit(saved);
    }
}
