namespace Mhero.Core.Dhis2;

/// <summary>An organisation unit.</summary>
/// <param name="Thing">Its names.</param>
/// <param name="DataSets">The UIDs of the data sets that it is assigned to.</param>
internal sealed record Dhis2OrgUnit(Dhis2Thing Thing, IReadOnlySet<string> DataSets);
