namespace Mhero.Core.Sync.Engine.Circuits;

/// <summary>A record that failed, as the circuit counts it.</summary>
/// <param name="Record">The id that its dead letter has or would have.</param>
/// <param name="Signature">What makes it equal to others.</param>
/// <param name="Code">Stable code.</param>
/// <param name="Cause">What went wrong, without data of people.</param>
internal sealed record CircuitFailure(string Record, FailureSignature Signature, string Code, string Cause);
