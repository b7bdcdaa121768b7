using Hl7.Fhir.Model;

namespace Mhero.Core.Authoring;

/// <summary>The answer of <see cref="ToFlowOperation"/>.</summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="Resource">Parameters, or an OperationOutcome.</param>
public sealed record ToFlowReply(int Status, Resource Resource);
