namespace Mhero.Core.Operating.Persons;

/// <summary>A message of a person in RapidPro.</summary>
/// <param name="Id">RapidPro's number of it.</param>
/// <param name="Direction"><c>in</c> or <c>out</c>.</param>
/// <param name="Status">RapidPro's status.</param>
/// <param name="CreatedOn">When RapidPro got or made it (UTC).</param>
/// <param name="Flow">The flow that it belongs to; null for none.</param>
/// <param name="Text">The text; null unless it was revealed.</param>
public sealed record PersonMessage(long Id, string? Direction, string? Status, DateTimeOffset? CreatedOn, string? Flow, string? Text);
