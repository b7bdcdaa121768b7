namespace Mhero.Core.RapidPro.Model;

/// <summary>The workspace that the token belongs to.</summary>
public sealed record Workspace
{
    /// <summary>The workspace's UUID.</summary>
    [JsonRequired]
    public Guid Uuid { get; init; }

    /// <summary>Its name.</summary>
    public string? Name { get; init; }

    /// <summary>ISO 3166-1 alpha-2 code by which national telephone numbers are read; null when unset.</summary>
    public string? Country { get; init; }

    /// <summary>The flow languages, ISO 639-3.</summary>
    public IReadOnlyList<string> Languages { get; init => field = ListOf.Records(value); } = [];

    /// <summary>The main flow language, ISO 639-3; null when unset.</summary>
    public string? PrimaryLanguage { get; init; }

    /// <summary>The IANA time zone in which datetime fields are written.</summary>
    public string? Timezone { get; init; }

    /// <summary><c>day_first</c>, <c>month_first</c> or <c>year_first</c>.</summary>
    public string? DateStyle { get; init; }

    /// <summary>Whether URNs are hidden: they come as <c>tel:********</c>, and look-ups by URN are refused.</summary>
    public bool Anon { get; init; }
}
