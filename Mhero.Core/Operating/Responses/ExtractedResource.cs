namespace Mhero.Core.Operating.Responses;

/// <summary>A resource that was extracted from a response.</summary>
/// <param name="Reference">Its reference (<c>Observation/123</c>).</param>
/// <param name="IsThere">Whether the registry has it now.</param>
public sealed record ExtractedResource(string Reference, bool IsThere);
