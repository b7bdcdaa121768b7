namespace Mhero.Core.Mapping.Reports;

/// <summary>What one number of a Measure is in DHIS2.</summary>
internal sealed record ValueMapping
{
    /// <summary>Code of the group; null for any.</summary>
    public string? Group { get; init; }

    /// <summary>Code of the population; null for any.</summary>
    public string? Population { get; init; }

    /// <summary>The stratum: each dimension's code with its value's; null for the number of all strata.</summary>
    public IReadOnlyDictionary<string, string>? Stratum { get; init; }

    /// <summary>The data element; null for a number that is not for DHIS2.</summary>
    public string? DataElement { get; init; }

    /// <summary>The category option combination; null for the default one.</summary>
    public string? CategoryOptionCombo { get; init; }

    /// <summary>Categories and their options by code, for ADX; null where ADX names the combination.</summary>
    public IReadOnlyDictionary<string, string>? Categories { get; init; }

    /// <summary>Whether the number is deliberately not sent.</summary>
    public bool Ignore { get; init; }
}
