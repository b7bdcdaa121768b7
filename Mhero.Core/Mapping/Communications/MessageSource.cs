using Hl7.Fhir.Model;
using Mhero.Core.Mapping.Responses;
using Mhero.Core.RapidPro.Model;

namespace Mhero.Core.Mapping.Communications;

/// <summary>A message, and what has to be known to write it into the registry.</summary>
/// <param name="Message">The message as RapidPro has it.</param>
/// <param name="Person">The contact as the registry knows it, or <see cref="RunPeople.Unknown"/>.</param>
/// <param name="Language">The contact's language, ISO 639-3; null when it is not known.</param>
internal sealed record MessageSource(Message Message, ResourceReference Person, string? Language = null);
