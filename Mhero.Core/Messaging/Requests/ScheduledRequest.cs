using Hl7.Fhir.Model;

namespace Mhero.Core.Messaging.Requests;

/// <summary>A request with a schedule, which reminders carry out.</summary>
/// <param name="Id">The request.</param>
/// <param name="Cron">Cron expression of five fields, or of six with seconds.</param>
/// <param name="Once">Whether it ends after once.</param>
/// <param name="Content">The content to send; a flow is looked up already.</param>
/// <param name="NotBefore">When it begins (UTC); null for at once.</param>
/// <param name="NotAfter">When it ends (UTC); null for never.</param>
/// <param name="CreatedAt">When it was accepted (UTC).</param>
/// <param name="RegistryId">The CommunicationRequest's id in the registry; null before it is written there.</param>
/// <param name="Resource">The request as mHero keeps it; null when the stored text cannot be read.</param>
public sealed record ScheduledRequest(
    Guid Id, string Cron, bool Once, MessageContent Content, DateTimeOffset? NotBefore, DateTimeOffset? NotAfter, DateTimeOffset CreatedAt, string? RegistryId, CommunicationRequest? Resource);
