using Mhero.Simulator;

namespace Mhero.DevHost.Examples;

/// <summary>A message as one types it: text, or media as <c>image/jpeg:https://…</c>.</summary>
public static class PhoneText
{
    /// <summary>The text; empty for media.</summary>
    /// <param name="message">The typed message.</param>
    public static string TextOf(string message) => SimulatedAttachment.TryParse(message, out _) ? "" : message;

    /// <summary>The media; none for text.</summary>
    /// <param name="message">The typed message.</param>
    public static IReadOnlyList<SimulatedAttachment> AttachmentsOf(string message) =>
        SimulatedAttachment.TryParse(message, out var media) ? [media] : [];
}
