namespace Mhero.Simulator;

/// <summary>An address that is called when a flow fires a resthook.</summary>
/// <param name="Id">Its number.</param>
/// <param name="TargetUrl">The address.</param>
public sealed record SimulatedSubscriber(int Id, string TargetUrl);
