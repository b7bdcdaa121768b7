namespace Mhero.Simulator.State;

/// <summary>An address that is called when a flow fires a resthook.</summary>
internal sealed record SubscriberEntry(int Id, string Slug, string TargetUrl, long CreatedOn);
