namespace Mhero.Core.Operating.Responses;

/// <summary>A reference of one extracted resource to another of the same response.</summary>
/// <param name="From">The reference of the resource that refers (<c>Observation/123</c>).</param>
/// <param name="To">The reference of the other one.</param>
public sealed record ExtractedLink(string From, string To);
