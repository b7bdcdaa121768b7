using Hl7.Fhir.Model;

namespace Mhero.Core.Sync.Operations;

/// <summary>The answer to <c>$extract</c>.</summary>
/// <param name="Status">HTTP status.</param>
/// <param name="Resource">Parameters, or the OperationOutcome of a refusal.</param>
public sealed record ExtractReply(int Status, Resource Resource);
