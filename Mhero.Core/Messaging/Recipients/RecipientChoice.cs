namespace Mhero.Core.Messaging.Recipients;

/// <summary>Something by which recipients can be chosen.</summary>
/// <param name="Value">Its value in a request: <c>system|code</c> of a cadre, <c>Group/1</c>, <c>Location/1</c>.</param>
/// <param name="Text">Its name, as people use it.</param>
public sealed record RecipientChoice(string Value, string Text);
