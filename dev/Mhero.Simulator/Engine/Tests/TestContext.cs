using Mhero.Simulator.Engine.Expressions;
using Mhero.Simulator.State;

namespace Mhero.Simulator.Engine.Tests;

/// <summary>The parts of the workspace that a router's tests need.</summary>
/// <param name="Scope">Reads dates, knows the zone.</param>
/// <param name="Urns">Reads telephone numbers.</param>
/// <param name="Places">Knows the places.</param>
internal sealed record TestContext(Scope Scope, UrnRules Urns, PlaceFinder Places);
