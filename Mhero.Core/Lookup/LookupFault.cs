namespace Mhero.Core.Lookup;

/// <summary>What the author of the flow has to mend.</summary>
/// <param name="Code">A constant of <see cref="LookupCodes"/>.</param>
/// <param name="Detail">What to do, in a sentence, without data of persons.</param>
public sealed record LookupFault(string Code, string Detail);
