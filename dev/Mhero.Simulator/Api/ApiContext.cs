namespace Mhero.Simulator.Api;

/// <summary>What every endpoint works with.</summary>
/// <param name="Workspace">The state.</param>
/// <param name="Rules">The release's peculiarities.</param>
/// <param name="Clock">The simulator's clock.</param>
internal sealed record ApiContext(RapidProWorkspace Workspace, ProfileRules Rules, TimeProvider Clock);
