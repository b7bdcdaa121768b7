namespace Mhero.Core.Dhis2;

/// <summary>A data element of a data set.</summary>
/// <param name="Thing">Its names.</param>
/// <param name="ValueType">The type of its values (<c>INTEGER_ZERO_OR_POSITIVE</c>); null when unknown.</param>
/// <param name="KeepsZeros">Whether zeros are stored.</param>
/// <param name="Combos">Its category option combinations in this data set.</param>
internal sealed record Dhis2DataElement(Dhis2Thing Thing, string? ValueType, bool KeepsZeros, IReadOnlyList<Dhis2Thing> Combos);
