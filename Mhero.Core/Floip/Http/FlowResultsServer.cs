namespace Mhero.Core.Floip.Http;

/// <summary>A server of Flow Results.</summary>
/// <param name="Address">The base of its API (<c>https://go.votomobile.org/api/v1</c>), with or without <c>/flow-results/packages</c>.</param>
/// <param name="Token">The token of <c>Authorization: Token …</c>; null for none.</param>
/// <param name="Zone">The zone of timestamps that have none.</param>
public sealed record FlowResultsServer(Uri Address, string? Token, TimeZoneInfo Zone);
