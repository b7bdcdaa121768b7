using System.Text.RegularExpressions;
using Mhero.Local.Simulator;

namespace Mhero.Local.Examples;

/// <summary>A message as one types it: text, or media as <c>image/jpeg:https://…</c>.</summary>
public static partial class PhoneText
{
    /// <summary>The text; empty for media.</summary>
    /// <param name="message">What was typed.</param>
    public static string TextOf(string message) => Media().IsMatch(message) ? "" : message;

    /// <summary>The media; none for text.</summary>
    /// <param name="message">What was typed.</param>
    public static IReadOnlyList<SimulatedAttachment> AttachmentsOf(string message) =>
        Media().Match(message) is { Success: true } media ? [new SimulatedAttachment(media.Groups["type"].Value, media.Groups["url"].Value)] : [];

    [GeneratedRegex(@"^(?<type>(?:image|audio|video|application)/[\w.+-]+):(?<url>https?://\S+)$", RegexOptions.CultureInvariant)]
    private static partial Regex Media();
}
