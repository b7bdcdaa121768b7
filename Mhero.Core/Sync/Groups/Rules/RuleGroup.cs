namespace Mhero.Core.Sync.Groups.Rules;

/// <summary>A group that a rule puts a worker into.</summary>
/// <param name="Key">What the ledger knows it by.</param>
/// <param name="Name">Its name.</param>
internal readonly record struct RuleGroup(string Key, string Name);
