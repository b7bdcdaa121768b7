namespace Mhero.Core.Sync.Groups.Rules;

/// <summary>The value of a rule's placeholder in one role.</summary>
/// <param name="Code">Its key, which stays when its name changes: a code, or the key of a place.</param>
/// <param name="Text">Its name.</param>
internal readonly record struct RuleValue(string Code, string Text);
