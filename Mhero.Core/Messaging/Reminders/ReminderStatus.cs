namespace Mhero.Core.Messaging.Reminders;

/// <summary>The state of a reminder.</summary>
/// <param name="Name">Its name.</param>
/// <param name="TimeZone">IANA name of the time zone of its schedule.</param>
/// <param name="Next">When it is due next (UTC); null for never again.</param>
/// <param name="Last">The last due time that was handled (UTC); null for none yet.</param>
/// <param name="WasSkipped">Whether that time was missed and skipped.</param>
/// <param name="Request">The request that was made then, whose progress <c>GET fhir/CommunicationRequest/{id}</c> shows; null for none.</param>
/// <param name="Error">Why it could not be sent when last tried; it is tried again with each timer. Null when it could.</param>
public sealed record ReminderStatus(string Name, string TimeZone, DateTimeOffset? Next, DateTimeOffset? Last, bool WasSkipped, Guid? Request, string? Error);
