namespace Mhero.Functions.Console.Pages.Failures;

/// <summary>The payload of a dead letter, to be edited.</summary>
/// <param name="Id">The dead letter.</param>
/// <param name="Version">The version that is edited.</param>
/// <param name="Payload">The payload.</param>
/// <param name="Fault">Why the edited payload was refused; null for none.</param>
public sealed record EditFailureView(string Id, string Version, string Payload, string? Fault);
