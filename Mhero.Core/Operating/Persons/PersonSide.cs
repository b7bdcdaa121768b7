namespace Mhero.Core.Operating.Persons;

/// <summary>A person on one side.</summary>
/// <param name="Id">Reference of the worker, or UUID of the contact.</param>
/// <param name="Name">The name; null for none.</param>
/// <param name="Language">The language, as the side writes it; null for none.</param>
/// <param name="Status"><c>active</c> or <c>inactive</c> for a worker; RapidPro's status for a contact.</param>
/// <param name="Numbers">Telephone numbers and other addresses; masked unless they were revealed.</param>
/// <param name="LastUpdated">When the side last changed the person (UTC); null when it does not say.</param>
public sealed record PersonSide(string Id, string? Name, string? Language, string? Status, IReadOnlyList<string> Numbers, DateTimeOffset? LastUpdated);
