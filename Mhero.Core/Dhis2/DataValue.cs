namespace Mhero.Core.Dhis2;

/// <summary>One number of a data value set.</summary>
/// <param name="DataElement">The data element, as the scheme names it.</param>
/// <param name="CategoryOptionCombo">The category option combination; null for the default one.</param>
/// <param name="Value">The number as text; DHIS2 takes no other form in every version.</param>
internal sealed record DataValue(string DataElement, string? CategoryOptionCombo, string Value)
{
    /// <summary>Categories and their options by code, by which ADX names the combination; empty where the mapping gives none.</summary>
    public IReadOnlyDictionary<string, string> Categories { get; init; } = new Dictionary<string, string>();

    /// <summary>Names the value among those of its data set, period and place.</summary>
    internal string Key => CategoryOptionCombo is null ? DataElement : $"{DataElement}.{CategoryOptionCombo}";
}
