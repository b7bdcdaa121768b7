namespace Mhero.Core.Operating.Responses;

/// <summary>A page of responses.</summary>
/// <param name="Responses">The responses, the latest first as far as the registry sorts.</param>
/// <param name="Next">Gives the next page; null after the last one.</param>
/// <param name="Notes">Remarks about the conditions, such as a number that no worker has, for a person to read; none as a rule.</param>
public sealed record ResponsePage(IReadOnlyList<ResponseSummary> Responses, string? Next, IReadOnlyList<string> Notes);
