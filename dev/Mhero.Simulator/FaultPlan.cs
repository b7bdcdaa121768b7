namespace Mhero.Simulator;

/// <summary>The faults in force. Rules are asked in the order they were added; the first that takes a request decides.</summary>
public sealed class FaultPlan
{
    private readonly Lock _gate = new();
    private FaultRule[] _rules = [];

    internal FaultPlan()
    {
    }

    /// <summary>The rules in force, in order.</summary>
    public IReadOnlyList<FaultRule> Rules => _rules;

    /// <summary>Puts a rule in force.</summary>
    /// <param name="rule">The rule.</param>
    /// <returns>The rule, to be watched or removed.</returns>
    public FaultRule Add(FaultRule rule)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(rule.EveryNth, 1, nameof(rule));
        lock (_gate)
        {
            _rules = [.. _rules, rule];
        }

        return rule;
    }

    /// <summary>Takes a rule out.</summary>
    /// <param name="rule">The rule.</param>
    /// <returns>Whether it was in force.</returns>
    public bool Remove(FaultRule rule)
    {
        lock (_gate)
        {
            var before = _rules.Length;
            _rules = [.. _rules.Where(r => r != rule)];
            return _rules.Length < before;
        }
    }

    /// <summary>Takes every rule out.</summary>
    public void Clear()
    {
        lock (_gate)
        {
            _rules = [];
        }
    }

    internal FaultEffect? Find(SimulatedRequest request)
    {
        FaultRule[] rules;
        lock (_gate)
        {
            rules = _rules;
        }

        foreach (var rule in rules)
        {
            if (!rule.IsAbout(request))
            {
                continue;
            }

            lock (_gate)
            {
                if (rule.Takes())
                {
                    return rule.Effect;
                }
            }
        }

        return null;
    }
}
