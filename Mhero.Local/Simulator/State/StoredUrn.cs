namespace Mhero.Local.Simulator.State;

/// <summary>A normalised URN: its identity (<c>scheme:path</c>) and the display part that only RapidPro 7.4 shows.</summary>
internal sealed record StoredUrn(string Identity, string? Display)
{
    public string Scheme => Identity[..Identity.IndexOf(':', StringComparison.Ordinal)];

    public string Path => Identity[(Identity.IndexOf(':', StringComparison.Ordinal) + 1)..];

    public string WithDisplay => Display is null ? Identity : $"{Identity}#{Display}";
}
