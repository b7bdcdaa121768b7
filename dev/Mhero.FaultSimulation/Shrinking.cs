using Mhero.FaultSimulation.Worlds;

namespace Mhero.FaultSimulation;

/// <summary>Finds a smaller plan that fails as well: fewer people, fewer events, fewer kinds of fault, right clocks.</summary>
internal static class Shrinking
{
    /// <summary>Makes numbers smaller, one after another, as long as the world fails.</summary>
    /// <param name="plan">A plan that fails.</param>
    /// <param name="maxWorlds">How many worlds are tried at most.</param>
    /// <param name="fails">Carries a plan out; true when it fails.</param>
    /// <returns>The smallest plan found, and what was changed as <c>NAME=VALUE</c>.</returns>
    public static (WorldPlan Plan, IReadOnlyList<string> Changes) Shrink(WorldPlan plan, int maxWorlds, Func<WorldPlan, bool> fails)
    {
        var (smallest, isSmaller) = (plan, true);
        while (isSmaller && maxWorlds > 0)
        {
            isSmaller = false;
            foreach (var number in PlanNumber.All)
            {
                foreach (var value in Smaller(number.Of(smallest)))
                {
                    var candidate = number.With(smallest, value);
                    if (number.Of(candidate) != number.Of(smallest) && maxWorlds-- > 0 && fails(candidate))
                    {
                        (smallest, isSmaller) = (candidate, true);
                        break;
                    }
                }
            }
        }

        return (smallest, [.. PlanNumber.All.Where(n => n.Of(plan) != n.Of(smallest)).Select(n => FormattableString.Invariant($"{n.Name}={n.Of(smallest)}"))]);
    }

    private static IEnumerable<int> Smaller(int value) => value switch
    {
        0 => [],
        1 or -1 => [0],
        > 0 => new[] { 0, value / 2, value - 1 }.Distinct(),
        _ => [0, value / 2],
    };
}
