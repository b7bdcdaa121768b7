namespace Mhero.Core.Storage.Reviews;

/// <summary>One of the records among which a person must choose.</summary>
/// <param name="Reference">The record, by reference or UUID.</param>
/// <param name="Reason">Why it may be the one; no names, numbers or texts of people.</param>
public sealed record ReviewCandidate(string Reference, string Reason);
