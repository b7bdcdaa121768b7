namespace Mhero.Core.Extraction.Plan;

/// <summary>How an Observation belongs to that of the item around it; the values of SDC's <c>observationExtract</c>.</summary>
internal enum ObservationLink
{
    /// <summary>Not extracted.</summary>
    None,

    /// <summary>An independent Observation; also <c>true</c>.</summary>
    Independent,

    /// <summary>A component of it.</summary>
    Component,

    /// <summary>Its <c>hasMember</c>.</summary>
    Member,

    /// <summary>Derived from it.</summary>
    Derived,
}
