using Mhero.Simulator.State;

namespace Mhero.Simulator.Engine.Running;

/// <summary>
/// The engine's work for a contact from one event to the next wait. None of it is visible until it is saved as a whole, as
/// in RapidPro, where that is one transaction.
/// </summary>
internal sealed class Sprint(RapidProWorkspace workspace, ContactState contact)
{
    private readonly List<Func<ContactState, ContactState>> _changes = [];

    public RapidProWorkspace Workspace { get; } = workspace;

    /// <summary>The contact as the flow sees it.</summary>
    public ContactState Contact { get; private set; } = contact;

    /// <summary>Null when no flow took the message.</summary>
    public FlowSession? Session { get; set; }

    /// <summary>The session that had to make room for this one.</summary>
    public FlowSession? Interrupted { get; set; }

    /// <summary>The message that set it off; null when none did.</summary>
    public IncomingMessage? Incoming { get; init; }

    /// <summary>The run that waited for the message; null when the message began the session.</summary>
    public FlowFrame? TakenBy { get; set; }

    public List<OutgoingMessage> Outgoing { get; } = [];

    /// <summary>Now, never twice the same.</summary>
    public long Now() => Workspace.WithLock(w => w.Tick());

    /// <summary>Changes the contact: at once for the flow, for everybody when the sprint is saved.</summary>
    public void Change(Func<ContactState, ContactState> change)
    {
        _changes.Add(change);
        Contact = Workspace.WithLock(w => w.Regroup(change(Contact)));
    }

    /// <summary>Applies the changes to the contact's present state; returns the same object when there are none.</summary>
    public ContactState Apply(ContactState now) => _changes.Aggregate(now, (state, change) => change(state));
}
