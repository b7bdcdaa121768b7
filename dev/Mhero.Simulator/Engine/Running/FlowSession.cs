using Mhero.Simulator.Engine.Expressions;

namespace Mhero.Simulator.Engine.Running;

/// <summary>One contact's way through a flow and the flows that it enters.</summary>
internal sealed class FlowSession(int contactId, FlowFrame first, XObject trigger)
{
    public int ContactId { get; } = contactId;

    /// <summary>Every run, the first one first.</summary>
    public List<FlowFrame> Frames { get; } = [first];

    /// <summary>The run that is worked on or waits.</summary>
    public FlowFrame Current { get; set; } = first;

    /// <summary>What <c>@trigger</c> is.</summary>
    public XObject Trigger { get; } = trigger;

    /// <summary>The last message; null before there was one.</summary>
    public IncomingMessage? Input { get; set; }

    /// <summary>When it expires (microseconds); null for never.</summary>
    public long? ExpiresOn { get; set; }

    /// <summary>When the wait times out (microseconds); null for never.</summary>
    public long? TimesOutOn { get; set; }

    public bool IsWaiting => Current.Status == "waiting";

    /// <summary>Ends every run that is not over.</summary>
    public void End(string status, long time) => Frames.ForEach(f => f.End(status, time));
}
