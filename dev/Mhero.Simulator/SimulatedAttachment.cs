using System.Diagnostics.CodeAnalysis;
using System.Text.RegularExpressions;

namespace Mhero.Simulator;

/// <summary>Media of a message.</summary>
/// <param name="ContentType">Its MIME type; <c>geo</c> for a place.</param>
/// <param name="Url">Where it is; latitude and longitude for a place.</param>
public sealed partial record SimulatedAttachment(string ContentType, string Url)
{
    [GeneratedRegex(@"^((?:image|audio|video|application)/[\w.+-]+):(https?://\S+)$")]
    private static partial Regex Media();

    [GeneratedRegex(@"^(geo):(-?\d+(?:\.\d+)?,-?\d+(?:\.\d+)?)$")]
    private static partial Regex Place();

    /// <summary>
    /// Reads a message that is media written as text: <c>image/jpeg:https://example.org/a.jpg</c> or <c>geo:-1.94,30.06</c>. It is
    /// how a conversation in a file, or on a command line, says that a photo was sent.
    /// </summary>
    /// <param name="text">The message.</param>
    /// <param name="attachment">The media.</param>
    /// <returns>False when it is a text like any other.</returns>
    public static bool TryParse(string text, [NotNullWhen(true)] out SimulatedAttachment? attachment)
    {
        var match = Media().Match(text) is { Success: true } media ? media : Place().Match(text);
        attachment = match.Success ? new SimulatedAttachment(match.Groups[1].Value, match.Groups[2].Value) : null;
        return match.Success;
    }
}
