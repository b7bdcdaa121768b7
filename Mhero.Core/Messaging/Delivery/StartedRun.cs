namespace Mhero.Core.Messaging.Delivery;

/// <summary>A run that a flow start began.</summary>
/// <param name="At">When it began (UTC); null when RapidPro does not say.</param>
/// <param name="IsAnswered">Whether the contact had answered when the run was read.</param>
internal sealed record StartedRun(DateTimeOffset? At, bool IsAnswered);
