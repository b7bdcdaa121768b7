namespace Mhero.FaultSimulation.Worlds;

/// <summary>An operation of an instance that waits for its turn.</summary>
/// <param name="instance">Whose it is.</param>
/// <param name="invocation">The number of the function that it belongs to.</param>
/// <param name="what">The operation and what it is done to.</param>
/// <param name="work">Does it; the returned function hands the result to the instance.</param>
internal sealed class Step(Instance instance, int invocation, string what, Func<Action> work)
{
    public Instance Instance => instance;

    public int Invocation => invocation;

    public string What => what;

    public Func<Action> Work => work;
}
