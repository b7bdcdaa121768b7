namespace Mhero.Core.Dhis2;

/// <summary>A DHIS2's own description.</summary>
/// <param name="Version">Its version (<c>2.41.4</c>); null when it does not say.</param>
/// <param name="Calendar">Its calendar (<c>iso8601</c>); null when it does not say.</param>
internal sealed record Dhis2System(string? Version, string? Calendar);
