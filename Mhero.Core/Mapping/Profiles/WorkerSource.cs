using Mhero.Core.Mapping.Places;

namespace Mhero.Core.Mapping.Profiles;

/// <summary>A registry's worker with what is needed to read it.</summary>
/// <param name="Worker">The Practitioner with all its roles, or the Person or Patient.</param>
/// <param name="Places">The Locations that the roles refer to, and those above them.</param>
/// <param name="Today">The day on which roles, names and numbers must be current, in the ministry's time zone.</param>
internal sealed record WorkerSource(HealthWorker Worker, PlaceIndex Places, DateOnly Today);
