namespace Mhero.Core.Dhis2;

/// <summary>Why DHIS2 did not take something.</summary>
/// <param name="Code">DHIS2's own code (<c>E7619</c>); null from version 2.36.</param>
/// <param name="Object">The identifier, or the name of the property, that it is about.</param>
/// <param name="Message">DHIS2's words.</param>
/// <param name="Indexes">The places of the values in the request; empty when DHIS2 does not give them.</param>
internal sealed record ImportConflict(string? Code, string? Object, string Message, IReadOnlyList<int> Indexes);
