namespace Mhero.Core.Sync.Contacts;

/// <summary>A value of the registry that a contact's text may mean.</summary>
/// <param name="Reference">The value: a Location's reference, or a code.</param>
/// <param name="Text">The text that the contact's field has to hold for it.</param>
/// <param name="Reason">Its name, for the person who chooses.</param>
internal sealed record ValueSuggestion(string Reference, string Text, string Reason);
