namespace Mhero.Core.Caching;

/// <summary>The flow that a name last named in this workspace.</summary>
/// <param name="Flow">The flow's UUID.</param>
internal sealed record FlowLink(Guid Flow);
