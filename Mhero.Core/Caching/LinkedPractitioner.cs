namespace Mhero.Core.Caching;

/// <summary>A health worker behind a contact.</summary>
/// <param name="Reference">The reference in the registry (<c>Practitioner/123</c>).</param>
/// <param name="Language">The worker's language, ISO 639-3; null when it is not known.</param>
internal sealed record LinkedPractitioner(string Reference, string? Language);
