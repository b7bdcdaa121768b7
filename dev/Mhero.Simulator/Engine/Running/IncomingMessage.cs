namespace Mhero.Simulator.Engine.Running;

/// <summary>A message that came in.</summary>
internal sealed record IncomingMessage(Guid Uuid, string Urn, string Text, SimulatedAttachment[] Attachments, SimulatedReference? Channel, long CreatedOn)
{
    /// <summary>What <c>@input</c> is: the text and the addresses of the media, a line each.</summary>
    public string Whole => string.Join('\n', Attachments.Select(a => a.Url).Prepend(Text).Where(t => t.Length > 0));
}
