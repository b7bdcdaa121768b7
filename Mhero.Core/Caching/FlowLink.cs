namespace Mhero.Core.Caching;

/// <summary>The flow that a name last named in this workspace.</summary>
/// <param name="Flow">The flow's UUID.</param>
/// <param name="IsChosen">Whether a person chose it, so that it holds although several flows have the name.</param>
internal sealed record FlowLink(Guid Flow, bool IsChosen = false);
