using System.Text.RegularExpressions;

namespace Mhero.Bench.Load;

/// <summary>A quota of RapidPro, for each scope.</summary>
/// <param name="Requests">Requests in the window.</param>
/// <param name="Window">The rolling window.</param>
internal sealed partial record Throttle(int Requests, TimeSpan Window)
{
    /// <summary>Reads a quota such as <c>50/2s</c> or <c>2500/3600s</c>.</summary>
    /// <returns>The quota; null when the text is none.</returns>
    public static Throttle? Parse(string text) => Form().Match(text) is { Success: true } match
        && int.TryParse(match.Groups[1].ValueSpan, CultureInfo.InvariantCulture, out var requests)
        && int.TryParse(match.Groups[2].ValueSpan, CultureInfo.InvariantCulture, out var seconds)
        && requests > 0 && seconds is > 0 and <= 86_400
            ? new Throttle(requests, TimeSpan.FromSeconds(seconds))
            : null;

    [GeneratedRegex("^([0-9]{1,7})/([0-9]{1,5})s$")]
    private static partial Regex Form();
}
