namespace Mhero.Core.Lookup;

/// <summary>The contact who asks.</summary>
/// <param name="Worker">The worker's reference in the registry (<c>Practitioner/123</c>); null for an unknown contact.</param>
/// <param name="IsSeveral">Whether several health workers have its number, so that the worker cannot be determined.</param>
internal sealed record Caller(string? Worker, bool IsSeveral);
