using Mhero.Core.Mapping.Places;

namespace Mhero.Core.Mapping.Profiles;

/// <summary>A change of a worker in the registry.</summary>
/// <param name="Existing">The worker as the registry has it, with all its roles; null to create one. It is not changed.</param>
/// <param name="EntityType">Practitioner, Person or Patient: the type to create when the worker does not exist yet.</param>
/// <param name="Target">The profile that the worker should have.</param>
/// <param name="Attributes">The attributes to write (<see cref="ProfileAttributes"/>); others are left alone.</param>
/// <param name="ContactUuid">The contact that the worker is linked to; null leaves the link, unless <see cref="ProfileAttributes.ContactUuid"/> is named.</param>
/// <param name="Places">The registry's Locations.</param>
/// <param name="Today">The day on which roles, names and numbers must be current, in the ministry's time zone.</param>
internal sealed record WorkerChange(
    HealthWorker? Existing,
    string EntityType,
    WorkerProfile Target,
    IReadOnlySet<string> Attributes,
    Guid? ContactUuid,
    PlaceIndex Places,
    DateOnly Today);
