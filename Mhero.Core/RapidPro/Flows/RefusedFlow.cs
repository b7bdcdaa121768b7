namespace Mhero.Core.RapidPro.Flows;

/// <summary>A flow of an export that could not be read; the others were.</summary>
/// <param name="Uuid">The flow's UUID; null when even that could not be read.</param>
/// <param name="Name">Its name; null when it has none that can be read.</param>
/// <param name="Code">One of <see cref="RapidProInputCodes"/>.</param>
/// <param name="Message">The fault and its correction.</param>
public sealed record RefusedFlow(Guid? Uuid, string? Name, string Code, string Message);
