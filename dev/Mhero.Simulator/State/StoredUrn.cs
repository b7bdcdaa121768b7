namespace Mhero.Simulator.State;

/// <summary>
/// A normalised URN: its identity (<c>scheme:path</c>), the display part that only RapidPro 7.4 shows, and whether it may be
/// stored (one that may not can still be looked for).
/// </summary>
internal sealed record StoredUrn(string Identity, string? Display, bool IsValid)
{
    private string? _shown;

    public string Scheme => Identity[..Identity.IndexOf(':', StringComparison.Ordinal)];

    public string Path => Identity[(Identity.IndexOf(':', StringComparison.Ordinal) + 1)..];

    public string WithDisplay => Display is null ? Identity : $"{Identity}#{Display}";

    /// <summary>As people read it; worked out once, since formatting a number takes longer than all the rest of a row.</summary>
    public string Shown(UrnRules rules) => _shown ??= rules.Show(this);
}
