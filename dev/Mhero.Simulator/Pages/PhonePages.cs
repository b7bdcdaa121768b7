using Mhero.Simulator.Engine;

namespace Mhero.Simulator.Pages;

/// <summary>The way in for a phone over HTTP: <c>POST /simulator/messages</c>, answered with what was sent back. A text
/// that is media in writing (<see cref="SimulatedAttachment.TryParse"/>) is sent as media.</summary>
internal static class PhonePages
{
    public static async Task<(int Status, object Body)> ReceiveAsync(RapidProWorkspace workspace, PhoneMessage? message, CancellationToken cancellationToken)
    {
        if (message is not { From: { Length: > 0 } from, Text: { } text } || message.Media() is not { } media)
        {
            return (400, new { error = PhoneMessage.Help });
        }

        try
        {
            var replies = SimulatedAttachment.TryParse(text, out var only)
                ? await workspace.ReceiveAsync(from, "", [only, .. media], cancellationToken)
                : await workspace.ReceiveAsync(from, text, media, cancellationToken);
            return (200, new
            {
                replies = replies.Select(r => new { text = r.Text, attachments = r.Attachments.Select(a => $"{a.ContentType}:{a.Url}"), quickReplies = r.QuickReplies, status = r.Status }),
            });
        }
        catch (ArgumentException fault)
        {
            return (400, new { error = fault.Message });
        }
        catch (UnsupportedFlowException fault)
        {
            return (422, new { error = fault.Message });
        }
        catch (InvalidOperationException fault)
        {
            return (503, new { error = fault.Message });
        }
    }
}
