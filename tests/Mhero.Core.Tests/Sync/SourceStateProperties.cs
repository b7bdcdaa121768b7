using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using Mhero.Core.Sync.Engine.Writing;

namespace Mhero.Core.Tests.Sync;

/// <summary>Which of two states of a run is the older one, whatever they are.</summary>
public class SourceStateProperties
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 4, 12, 0, 0, TimeSpan.Zero);

    private static Gen<SourceState> States =>
        from stamp in Gen.Frequency((1, Gen.Constant<int?>(null)), (9, Gen.Choose(0, 5).Select(s => (int?)s)))
        from size in Gen.Choose(0, 4)
        from isFinal in ArbMap.Default.GeneratorFor<bool>()
        from isPartial in ArbMap.Default.GeneratorFor<bool>()
        select new SourceState(stamp is { } s ? Noon.AddSeconds(s) : null, size, isFinal, isPartial);

    [Property(MaxTest = 2000)]
    public Property IsOlderThan_TwoStates_NeverBothWays() => Prop.ForAll(
        (from a in States from b in States select (a, b)).ToArbitrary(),
        pair => !(pair.a.IsOlderThan(pair.b) && pair.b.IsOlderThan(pair.a)));

    [Property(MaxTest = 2000)]
    public Property IsOlderThan_Itself_Never() => Prop.ForAll(States.ToArbitrary(), state => !state.IsOlderThan(state));

    /// <summary>A run's states as RapidPro shows them, and webhooks at any time, in any order and any number: the last one that RapidPro shows stays.</summary>
    [Property(MaxTest = 2000)]
    public Property IsOlderThan_AnyOrder_TheFinalStateOfThePollerWins()
    {
        var histories =
            from sizes in Gen.Choose(0, 2).ListOf(4)
            from skew in Gen.Choose(-3, 9)
            let polled = sizes.Select((_, i) => new SourceState(Noon.AddSeconds(i), sizes.Take(i + 1).Sum(), i == sizes.Count - 1)).ToList()
            let webhooks = polled.Select(p => p with { Stamp = p.Stamp!.Value.AddSeconds(skew), IsPartial = true }).ToList()
            from order in Gen.Shuffle(polled.Concat(webhooks).Concat(webhooks).Concat(polled).ToArray())
            select (Last: polled[^1], order);
        return Prop.ForAll(histories.ToArbitrary(), history =>
        {
            SourceState? kept = null;
            foreach (var state in history.order)
            {
                kept = kept is null || !state.IsOlderThan(kept) ? state : kept;
            }

            return kept == history.Last;
        });
    }
}
