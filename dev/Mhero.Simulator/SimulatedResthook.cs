namespace Mhero.Simulator;

/// <summary>A resthook of the workspace.</summary>
/// <param name="Slug">Its name, as flows and subscribers use it.</param>
/// <param name="Subscribers">The subscribers, oldest first; without those that unsubscribed.</param>
public sealed record SimulatedResthook(string Slug, IReadOnlyList<SimulatedSubscriber> Subscribers);
