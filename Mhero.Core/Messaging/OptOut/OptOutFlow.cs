using Mhero.Core.Caching;
using Mhero.Core.RapidPro.Model;

namespace Mhero.Core.Messaging.OptOut;

/// <summary>A flow in which people opt out of messages, or end their opt-out.</summary>
public sealed class OptOutFlow
{
    /// <summary>The flow's name or UUID; a name is compared without case and surrounding blanks. Required.</summary>
    public string Flow { get; set; } = "";

    /// <summary>The result with the answer, by its name or key in RapidPro. Required.</summary>
    public string Result { get; set; } = "";

    /// <summary>The result's category that means "no more"; empty when the flow has none.</summary>
    public string Out { get; set; } = "";

    /// <summary>The result's category that means "again"; empty when the flow has none.</summary>
    public string OptInCategory { get; set; } = "";

    /// <summary>Whether the setting is a name, and not a UUID.</summary>
    internal bool IsNamed => !Guid.TryParse(Flow.Trim(), out _);

    /// <summary>Whether a run's flow is this one. Of several flows with the name each one is, and the one that had it too: no wish to get no messages is lost.</summary>
    /// <param name="flow">The run's flow, under its name of now.</param>
    /// <param name="linked">The flow that had the name when the flows were last read; null when none had it.</param>
    internal bool IsFor(ObjectReference flow, Guid? linked) =>
        Guid.TryParse(Flow.Trim(), out var mine) ? mine == flow.Uuid : FlowMatch.IsSameName(Flow, flow.Name) || linked == flow.Uuid;

    /// <summary>The run's answer: "no more" (true) or "again" (false); null for neither.</summary>
    internal bool? WordOf(FlowRun run)
    {
        var key = KeyOf(Result);
        var category = run.Values.FirstOrDefault(v => KeyOf(v.Key) == key).Value?.Category?.Trim();
        return Is(Out) ? true : Is(OptInCategory) ? false : null;

        bool Is(string wanted) => !string.IsNullOrWhiteSpace(wanted) && string.Equals(category, wanted.Trim(), StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>RapidPro's key of a result is its name in lower case, with an underscore for every other character than a letter or digit.</summary>
    private static string KeyOf(string name) =>
        string.Concat(name.Trim().ToLowerInvariant().Select(c => char.IsAsciiLetterOrDigit(c) ? c : '_'));
}
