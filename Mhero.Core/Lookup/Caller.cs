namespace Mhero.Core.Lookup;

/// <summary>The contact who asks.</summary>
/// <param name="Worker">Whom the registry knows it as (<c>Practitioner/123</c>); null for a stranger.</param>
/// <param name="IsSeveral">Whether its number is that of several health workers, so that it is nobody in particular.</param>
internal sealed record Caller(string? Worker, bool IsSeveral);
