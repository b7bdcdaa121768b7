using Hl7.Fhir.Model;
using Mhero.Core.Lookup.Facilities;
using Mhero.Core.Mapping.Profiles;

namespace Mhero.Core.Lookup.Questions;

/// <summary>A health worker as the registry has them today.</summary>
/// <param name="Profile">Name, language and mapped fields.</param>
/// <param name="Name">The name in its parts; null when there is none.</param>
/// <param name="Role">The role that counts; null when there is none.</param>
/// <param name="Facility">Where the worker works in that role; null when it is unknown.</param>
internal sealed record KnownWorker(WorkerProfile Profile, HumanName? Name, PractitionerRole? Role, Facility? Facility);
