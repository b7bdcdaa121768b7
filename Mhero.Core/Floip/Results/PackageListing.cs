namespace Mhero.Core.Floip.Results;

/// <summary>A package in a server's list.</summary>
/// <param name="Id">The package's id.</param>
/// <param name="Title">The name for people; null for none.</param>
/// <param name="Modified">The version, as the server gives it; null for none.</param>
public sealed record PackageListing(string Id, string? Title, string? Modified);
