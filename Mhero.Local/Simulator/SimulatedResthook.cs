namespace Mhero.Local.Simulator;

/// <summary>A resthook of the workspace.</summary>
/// <param name="Slug">Its name, as flows and subscribers say it.</param>
/// <param name="Subscribers">Who is called, oldest first; without those that were taken off.</param>
public sealed record SimulatedResthook(string Slug, IReadOnlyList<SimulatedSubscriber> Subscribers);
