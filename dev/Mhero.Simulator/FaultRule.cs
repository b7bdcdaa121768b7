namespace Mhero.Simulator;

/// <summary>Says which requests a fault befalls. Its counters are its own: a rule belongs to one plan.</summary>
/// <param name="effect">What happens to them.</param>
public sealed class FaultRule(FaultEffect effect)
{
    private int _matched;
    private int _applied;

    /// <summary>What happens.</summary>
    public FaultEffect Effect { get; } = effect;

    /// <summary>The method, in capitals; null for any.</summary>
    public string? Method { get; init; }

    /// <summary>The endpoint without path and suffix; null for any.</summary>
    public string? Endpoint { get; init; }

    /// <summary>A further condition on query and body; null for none.</summary>
    public Func<SimulatedRequest, bool>? When { get; init; }

    /// <summary>Ends after this many faults; null goes on until the rule is removed.</summary>
    public int? Times { get; init; }

    /// <summary>Only every Nth matching request is hit: the Nth, the 2Nth, …</summary>
    public int EveryNth { get; init; } = 1;

    /// <summary>How many requests it has hit.</summary>
    public int Applied => Volatile.Read(ref _applied);

    /// <summary>Whether the rule is about a request. Called by many requests at a time, so that <see cref="When"/> may hold one of them.</summary>
    internal bool IsAbout(SimulatedRequest request) =>
        (Method is null || Method == request.Method)
        && (Endpoint is null || Endpoint == request.Endpoint)
        && !(Times is { } times && Applied >= times)
        && When?.Invoke(request) != false;

    /// <summary>Counts a request that the rule is about; true when it is hit. Called by one request at a time.</summary>
    internal bool Takes()
    {
        if ((Times is { } times && _applied >= times) || ++_matched % EveryNth != 0)
        {
            return false;
        }

        Volatile.Write(ref _applied, _applied + 1);
        return true;
    }
}
