using Mhero.Core.Sync.Contacts.Messages;
using Mhero.Core.Sync.Engine.Circuits;

namespace Mhero.Core.Tests.Sync.Engine.Circuits;

public sealed class CircuitRulesTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 1, 8, 0, 0, TimeSpan.Zero);
    private static readonly CircuitRow Closed = new() { Queue = "contacts", Side = CircuitSide.RapidPro };

    private readonly CircuitRules _rules = new(new CircuitOptions());

    [Fact]
    public void Next_EqualSystemicFailuresBelowTheThreshold_StaysClosed() =>
        Assert.False(Fail(Closed, "a", true, 0, 9).IsOpen);

    [Fact]
    public void Next_EqualSystemicFailuresInSeveralBatches_Opens()
    {
        var row = Fail(Fail(Closed, "a", true, 0, 5), "a", true, 5, 5);

        Assert.True(row.IsOpen);
        Assert.Equal(Now + TimeSpan.FromMinutes(1), row.NextProbeAt);
        Assert.Equal(5, row.Held);
    }

    [Fact]
    public void Next_TheSameRecordsFailAgain_CountOnce() => Assert.False(Fail(Fail(Closed, "a", true, 0, 9), "a", true, 0, 9).IsOpen);

    [Fact]
    public void Next_DifferentFailures_StaysClosed() =>
        Assert.False(Enumerable.Range(0, 50).Aggregate(Closed, (row, i) => Fail(row, $"signature {i}", true, i, 1)).IsOpen);

    [Fact]
    public void Next_FailuresFarApart_StaysClosed() =>
        Assert.False(_rules.Next(Fail(Closed, "a", true, 0, 9), Failures("a", true, 9, 1), [null], 0, null, ProbeResult.None, Now.AddHours(1)).IsOpen);

    [Fact]
    public void Next_FiftyRefusalsOfValues_StaysClosed() => Assert.False(Fail(Closed, "a", false, 0, 50).IsOpen);

    [Fact]
    public void Next_ManyRefusalsOfValuesAmongMoreSuccesses_StaysClosed()
    {
        var row = Closed;
        for (var i = 0; i < 150; i += 10)
        {
            row = _rules.Next(row, Failures("a", false, i, 10), new string?[10], 40, null, ProbeResult.None, Now);
        }

        Assert.False(row.IsOpen);
    }

    [Fact]
    public void Next_AThousandRefusalsOfValues_Opens()
    {
        var row = Closed;
        for (var i = 0; i < 1000 && !row.IsOpen; i += 50)
        {
            row = Fail(row, "a", false, i, 50);
        }

        Assert.True(row.IsOpen);
    }

    [Fact]
    public void Next_ProbeRefused_WaitsTwiceAsLong()
    {
        var open = Fail(Closed, "a", true, 0, 10) with { Probe = "p" };

        var row = _rules.Next(open, Failures("a", true, 0, 1), [open.Epoch], 0, Probe(true), ProbeResult.Refused, Now);

        Assert.True(row.IsOpen);
        Assert.Equal(Now + TimeSpan.FromMinutes(2), row.NextProbeAt);
        Assert.Equal(10, row.Held);
    }

    [Fact]
    public void Next_RefusedRecordIsAccepted_Closes() =>
        Assert.False(_rules.Next(Fail(Closed, "a", true, 0, 10) with { Probe = "p" }, [], [], 1, Probe(true), ProbeResult.Accepted, Now).IsOpen);

    [Fact]
    public void Next_RefusedRecordIsDoneWithoutBeingTheProbe_Closes() =>
        Assert.False(_rules.Next(Fail(Closed, "a", true, 0, 10), [], [], 1, null, ProbeResult.None, Now, isAccepted: true).IsOpen);

    [Fact]
    public void Next_PartialAndNoRefusedRecordIsLeft_Closes()
    {
        var partial = Fail(Closed, "a", true, 0, 10) with { IsPartial = true };

        Assert.True(_rules.Next(partial, [], [], 1, null, ProbeResult.None, Now.AddMinutes(10)).IsOpen);
        Assert.False(_rules.Next(partial, [], [], 1, null, ProbeResult.None, Now.AddMinutes(30)).IsOpen);
    }

    [Fact]
    public void Next_ProbeOfAProcessThatWasTakenForDead_ChangesNothing()
    {
        var open = Fail(Closed, "a", true, 0, 10) with { Probe = "another" };

        Assert.Same(open, _rules.Next(open, [], [], 0, Probe(true), ProbeResult.Accepted, Now));
    }

    [Fact]
    public void Next_UntriedRecordIsWritten_LetsUntriedOnesThroughAlone()
    {
        var open = Fail(Closed, "a", true, 0, 10) with { Probe = "p" };

        var row = _rules.Next(open, [], [], 1, Probe(false), ProbeResult.OtherWritten, Now);

        Assert.False(CircuitRules.Blocks(row, new ContactItem { Worker = "Practitioner/1" }));
        Assert.True(CircuitRules.Blocks(row, new ContactItem { Worker = "Practitioner/1", Refused = row.Epoch }));
    }

    [Fact]
    public void Choose_BeforeTheTime_IsNone() =>
        Assert.Null(_rules.Choose(Fail(Closed, "a", true, 0, 10), [new ContactItem { Worker = "Practitioner/1" }], Now));

    [Fact]
    public void Choose_InTime_TakesOneThatWasRefused()
    {
        var open = Fail(Closed, "a", true, 0, 10);
        ContactItem[] items = [new() { Worker = "Practitioner/1" }, new() { Worker = "Practitioner/2", Refused = open.Epoch }];

        Assert.Same(items[1], _rules.Choose(open, items, open.NextProbeAt));
        Assert.Null(_rules.Choose(open, items[..1], open.NextProbeAt));
        Assert.Same(items[0], _rules.Choose(open, items[..1], open.NextProbeAt + TimeSpan.FromMinutes(1)));
    }

    private static CircuitProbe Probe(bool wasRefused) => new(CircuitSide.RapidPro, "p", "Practitioner/1", wasRefused);

    private static IReadOnlyList<CircuitFailure> Failures(string key, bool isSystemic, int from, int count) =>
        [.. Enumerable.Range(from, count).Select(i => new CircuitFailure($"record {i}", new FailureSignature(CircuitSide.RapidPro, key, isSystemic), "MH1001", "refused"))];

    private CircuitRow Fail(CircuitRow row, string key, bool isSystemic, int from, int count) =>
        _rules.Next(row, Failures(key, isSystemic, from, count), new string?[count], 0, null, ProbeResult.None, Now);
}
