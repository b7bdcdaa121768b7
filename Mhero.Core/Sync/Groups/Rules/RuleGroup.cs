namespace Mhero.Core.Sync.Groups.Rules;

/// <summary>A group into which a rule puts a worker.</summary>
/// <param name="Key">Its key in the ledger.</param>
/// <param name="Name">Its name.</param>
internal readonly record struct RuleGroup(string Key, string Name);
