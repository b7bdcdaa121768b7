namespace Mhero.Core.Lookup;

/// <summary>A fault that the author of the flow has to correct.</summary>
/// <param name="Code">A constant of <see cref="LookupCodes"/>.</param>
/// <param name="Detail">The correction, in a sentence, without personal data.</param>
public sealed record LookupFault(string Code, string Detail);
