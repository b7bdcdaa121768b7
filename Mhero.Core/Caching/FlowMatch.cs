using Mhero.Core.RapidPro.Model;

namespace Mhero.Core.Caching;

/// <summary>The flows of the workspace that a text names, by UUID or by name.</summary>
/// <param name="Text">The text, trimmed.</param>
/// <param name="Flows">The flows: one when the text is clear, none when it names nothing, several when it is ambiguous.</param>
internal sealed record FlowMatch(string Text, IReadOnlyList<Flow> Flows)
{
    /// <summary>The flow; null when there is none or when there are several.</summary>
    public Flow? Flow => Flows.Count == 1 ? Flows[0] : null;

    /// <summary>Whether the flow had the name once and has another one now.</summary>
    public bool IsRenamed { get; init; }

    /// <summary>Whether several flows have the name.</summary>
    public bool IsAmbiguous => Flows.Count > 1;

    /// <summary>The fault and what to change; null when one flow was found.</summary>
    public string? Advice =>
        Flow is not null ? null
        : IsAmbiguous ? $"The workspace has {Flows.Count} flows named '{Text}': rename all but one of them in RapidPro, or name the flow by its UUID."
        : Guid.TryParse(Text, out _) ? $"The workspace has no flow with the UUID {Text}: RapidPro gives an imported flow a new UUID, so name the flow by its name, or correct the UUID."
        : $"The workspace has no flow named '{Text}': correct the name, or import the flow into RapidPro.";

    /// <summary>The code of <see cref="Advice"/>; null when one flow was found.</summary>
    public string? Code => Flow is not null ? null : IsAmbiguous ? SyncCodes.FlowAmbiguous : SyncCodes.FlowMissing;

    /// <summary>Finds the flows that a text names. An archived flow counts only when no other has the name.</summary>
    /// <param name="text">A UUID or a name; names are compared without case and surrounding blanks.</param>
    /// <param name="flows">All flows of the workspace.</param>
    public static FlowMatch Among(string text, IReadOnlyList<Flow> flows)
    {
        text = text.Trim();
        if (Guid.TryParse(text, out var uuid))
        {
            return new(text, [.. flows.Where(f => f.Uuid == uuid)]);
        }

        var named = flows.Where(f => IsSameName(f.Name, text)).ToList();
        return new(text, named.Exists(f => !f.Archived) ? named.FindAll(f => !f.Archived) : named);
    }

    /// <summary>Whether two names are the same one: without case and surrounding blanks.</summary>
    public static bool IsSameName(string? one, string? other) =>
        !string.IsNullOrWhiteSpace(one) && string.Equals(one.Trim(), other?.Trim(), StringComparison.OrdinalIgnoreCase);
}
