namespace Mhero.Core.Sync.Contacts;

/// <summary>The data by which the answer to a question about a contact's value is put to work.</summary>
/// <param name="Contact">The contact.</param>
/// <param name="Field">The key of the contact field.</param>
/// <param name="Value">The value that the registry does not have.</param>
/// <param name="Texts">The text of each candidate, by its reference.</param>
internal sealed record ValueQuestion(Guid Contact, string Field, string Value, IReadOnlyDictionary<string, string> Texts);
