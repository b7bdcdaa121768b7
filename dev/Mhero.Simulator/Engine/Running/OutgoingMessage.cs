using Mhero.Simulator.State;

namespace Mhero.Simulator.Engine.Running;

/// <summary>A message that a flow sends.</summary>
internal sealed record OutgoingMessage(string Text, SimulatedAttachment[] Attachments, string[] QuickReplies, FlowEntry Flow, long CreatedOn);
