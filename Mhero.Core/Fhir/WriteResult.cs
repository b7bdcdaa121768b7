using Hl7.Fhir.Model;

namespace Mhero.Core.Fhir;

/// <summary>The result of a single write.</summary>
/// <typeparam name="T">The type of the resource.</typeparam>
/// <param name="Resource">The resource as the server has it now, with id and, where the server gives it, version.</param>
/// <param name="Outcome">The result of the write.</param>
public sealed record WriteResult<T>(T Resource, SaveOutcome Outcome)
    where T : Resource;
