using Hl7.Fhir.Model;

namespace Mhero.Core.Mapping.Profiles;

/// <summary>A worker as it should be, and which of its resources to write.</summary>
/// <param name="Worker">The whole worker; resources without a change are the ones that came in.</param>
/// <param name="PersonChanged">Whether the Practitioner, Person or Patient is to be written.</param>
/// <param name="ChangedRoles">
/// The roles to write. A new one has no id but the identifier <see cref="Fhir.MheroSystems.ContactRole"/>, so that its
/// creation can be repeated; when the Practitioner is new too, the writer sets <c>practitioner</c> once it has an id.
/// </param>
public sealed record WorkerUpdate(HealthWorker Worker, bool PersonChanged, IReadOnlyList<PractitionerRole> ChangedRoles);
