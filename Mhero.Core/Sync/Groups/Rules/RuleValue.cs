namespace Mhero.Core.Sync.Groups.Rules;

/// <summary>What a placeholder of a rule stands for in one role.</summary>
/// <param name="Code">What it is known by, which stays when its name changes: a code, or the key of a place.</param>
/// <param name="Text">What people call it.</param>
internal readonly record struct RuleValue(string Code, string Text);
