namespace Mhero.Core.Dhis2;

/// <summary>A data set with what a mapping is checked against.</summary>
/// <param name="Thing">Its names.</param>
/// <param name="PeriodType">The type of its periods.</param>
/// <param name="ExpiryDays">Days after a period's end in which values are taken; 0 for no limit.</param>
/// <param name="OpenFuturePeriods">How many periods that have not ended take values.</param>
/// <param name="AttributeCombos">Its attribute option combinations.</param>
/// <param name="Elements">Its data elements.</param>
internal sealed record Dhis2DataSet(
    Dhis2Thing Thing, string? PeriodType, double ExpiryDays, int OpenFuturePeriods, IReadOnlyList<Dhis2Thing> AttributeCombos, IReadOnlyList<Dhis2DataElement> Elements);
