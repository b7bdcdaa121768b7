using Mhero.Core.Messaging.OptOut;

namespace Mhero.Core.Tests.Messaging.OptOut;

public sealed class OptOutRulesTests
{
    private static readonly Guid Contact = Guid.NewGuid();
    private static readonly DateTimeOffset Noon = new(2026, 3, 9, 12, 0, 0, TimeSpan.Zero);
    private static readonly RegistryOptOutState Unmarked = new(false, false, null, true);
    private static readonly RegistryOptOutState Marked = Unmarked with { OwnFlag = true };
    private static readonly RegistryOptOutState MarkedByOthers = Unmarked with { OtherFlag = true };

    private static readonly OptOutRow Out = new()
    {
        IsOut = true,
        Cause = OptOutCause.Answer,
        Since = Noon.AddDays(-1),
        SaidAt = Noon.AddDays(-1),
        HasFlag = true,
        Contact = Contact,
        Status = ContactStatus.Active,
        SeenAt = Noon.AddDays(-1),
        IsInGroup = true,
        AskedAt = Noon.AddDays(-1),
    };

    private static readonly OptOutRow Stopped = Out with { Cause = OptOutCause.Stopped, Status = ContactStatus.Stopped, IsInGroup = false };

    private readonly OptOutRules _rules = new(hasGroup: true, TimeSpan.FromMinutes(2));

    [Fact]
    public void Decide_NothingNew_WritesNothing()
    {
        Assert.False(Decide(new(), Unmarked).Writes);
        var decision = Decide(Out, Marked, Seen(ContactStatus.Active, true));
        Assert.False(decision.Writes);
        Assert.True(decision.Row.IsOut);
    }

    [Fact]
    public void Decide_Stopped_SetsTheFlagAndNoGroup()
    {
        var decision = Decide(new(), Unmarked, Seen(ContactStatus.Stopped));

        Assert.True(decision is { SetFlag: true, EndFlags: false, Group: null, Tag: null, IsConflict: false });
        Assert.True(decision.Row is { IsOut: true, Cause: OptOutCause.Stopped, HasFlag: true });
        Assert.Equal(Noon, decision.Row.Since);
    }

    [Fact]
    public void Decide_StoppedAndFlaggedBySomebody_SetsNoSecondFlag() =>
        Assert.False(Decide(new(), MarkedByOthers, Seen(ContactStatus.Stopped)).Writes);

    [Fact]
    public void Decide_Reactivated_EndsTheFlag()
    {
        var decision = Decide(Stopped, Marked, Seen(ContactStatus.Active));

        Assert.True(decision is { EndFlags: true, SetFlag: false, Group: null });
        Assert.False(decision.Row.IsOut);
    }

    [Fact]
    public void Decide_ReactivatedWhileSomebodyElsesFlagStands_EndsOursAlone()
    {
        var decision = Decide(Stopped, Marked with { OtherFlag = true }, Seen(ContactStatus.Active));

        Assert.True(decision is { EndOwnFlag: true, EndFlags: false, Group: true });
        Assert.True(decision.Row is { IsOut: true, Cause: OptOutCause.Registry });
    }

    [Fact]
    public void Decide_ReactivatedButSaidSoAloud_StaysOutAndJoinsTheGroupAgain()
    {
        var decision = Decide(Stopped with { Cause = OptOutCause.Answer }, Marked, Seen(ContactStatus.Active));

        Assert.True(decision is { EndFlags: false, Group: true });
        Assert.True(decision.Row.IsOut);
    }

    [Fact]
    public void Decide_Blocked_SaysNothing()
    {
        Assert.False(Decide(new(), Unmarked, Seen(ContactStatus.PutAside)).Writes);
        var decision = Decide(Out, Marked, Seen(ContactStatus.PutAside));
        Assert.False(decision.Writes);
        Assert.True(decision.Row is { IsOut: true, IsInGroup: false });
        Assert.True(Decide(decision.Row, Marked, Seen(ContactStatus.Active, at: Noon.AddHours(1))).Group);
    }

    [Fact]
    public void Decide_OldStateOfTheContact_SaysNothing() =>
        Assert.False(Decide(Out, Marked, Seen(ContactStatus.Stopped, at: Noon.AddDays(-2))).Writes);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Decide_Answer_SetsOrEndsFlagAndGroup(bool isOut)
    {
        var before = isOut ? new OptOutRow { Contact = Contact, Status = ContactStatus.Active } : Out;

        var decision = Decide(before, isOut ? Unmarked : Marked, Said(isOut));

        Assert.Equal((isOut, !isOut, isOut), (decision.SetFlag, decision.EndFlags, decision.Group));
        Assert.Equal(isOut, decision.Row.IsOut);
        Assert.Equal(isOut ? Noon : null, decision.Row.Since);
    }

    [Fact]
    public void Decide_AnswerHeardBefore_SaysNothing()
    {
        var first = Said(true);
        var row = Decide(new(), Unmarked, first).Row;
        row = Decide(row, Marked, Said(false, Noon.AddMinutes(1))).Row;

        // The same run once more, by another clock, and under another name of its own.
        var late = first.Answer! with { At = Noon.AddMinutes(5), Runs = [Guid.NewGuid(), .. first.Answer.Runs] };

        Assert.False(Decide(row, Unmarked, new OptOutItem { Answer = late }).Row.IsOut);
    }

    [Fact]
    public void Decide_RunChangesItsAnswer_TheLaterCounts()
    {
        var first = Said(true);
        var row = Decide(new(), Unmarked, first).Row;

        row = Decide(row, Marked, new OptOutItem { Answer = first.Answer! with { IsOut = false, At = Noon.AddMinutes(1) } }).Row;
        Assert.False(row.IsOut);

        Assert.False(Decide(row, Unmarked, new OptOutItem { Answer = first.Answer with { At = Noon.AddMinutes(-3) } }).Row.IsOut);
        Assert.True(Decide(row, Unmarked, new OptOutItem { Answer = first.Answer with { At = Noon.AddMinutes(2) } }).Row.IsOut);
    }

    [Fact]
    public void Decide_OlderAnswer_SaysNothing()
    {
        var row = Decide(Out, Marked, Said(false)).Row;

        Assert.False(Decide(row, Unmarked, Said(true, Noon.AddMinutes(-10))).Row.IsOut);
        Assert.True(Decide(Decide(new(), Unmarked, Said(true)).Row, Marked, Said(false, Noon.AddMinutes(-1))).Row.IsOut);
    }

    /// <summary>Which came first cannot be told: whoever may have wanted none gets none.</summary>
    [Fact]
    public void Decide_AnswersCloserThanTheClocks_TheWishToGetNoneWins()
    {
        var row = Decide(Out, Marked, Said(false)).Row;

        Assert.True(Decide(row, Unmarked, Said(true, Noon.AddMinutes(-1))).Row.IsOut);
    }

    [Fact]
    public void Decide_AnswersTogether_TheLaterCountsWhateverTheirOrder()
    {
        Assert.False(Decide(new(), Unmarked, Said(false, Noon.AddMinutes(1)), Said(true)).Row.IsOut);
        Assert.True(Decide(new(), Unmarked, Said(true, Noon.AddMinutes(1)), Said(false)).Row.IsOut);
    }

    [Fact]
    public void Decide_FlagSetAndEndedInTheRegistry_TravelsToTheGroup()
    {
        var before = new OptOutRow { Contact = Contact, Status = ContactStatus.Active, SeenAt = Noon };
        var set = Decide(before, MarkedByOthers);
        Assert.True(set is { Group: true, SetFlag: false, RegistrySaid: true, IsConflict: false });
        Assert.Equal(OptOutCause.Registry, set.Row.Cause);

        var ended = Decide(set.Row, Unmarked);
        Assert.True(ended is { Group: false, EndFlags: false, RegistrySaid: false });
        Assert.False(ended.Row.IsOut);
    }

    [Fact]
    public void Decide_StoppedAndFlagEndedAtOnce_SetsTheFlagAgainAndSaysSo()
    {
        var decision = Decide(Out, Unmarked, Seen(ContactStatus.Stopped));

        Assert.True(decision is { SetFlag: true, IsConflict: true, RegistrySaid: false });
        Assert.True(decision.Row.IsOut);
    }

    [Fact]
    public void Decide_AnsweredAgainAndFlagSetAtOnce_StaysOutAndSaysSo()
    {
        var decision = Decide(new() { Contact = Contact, Status = ContactStatus.Active }, MarkedByOthers, Said(false));

        Assert.True(decision is { EndFlags: false, Group: true, IsConflict: true, RegistrySaid: true });
        Assert.True(decision.Row.IsOut);
    }

    [Fact]
    public void Decide_BothSayTheSameAtOnce_IsNoConflict() =>
        Assert.False(Decide(new(), MarkedByOthers, Seen(ContactStatus.Stopped)).IsConflict);

    [Fact]
    public void Decide_FlagEndedOfOneStillStopped_IsReportedOnce()
    {
        var decision = Decide(Stopped, Unmarked);

        Assert.True(decision is { IsStillStopped: true, Writes: false });
        Assert.False(decision.Row.IsOut);
        Assert.False(Decide(decision.Row, Unmarked, Seen(ContactStatus.Stopped)).IsStillStopped);
    }

    [Fact]
    public void Decide_GroupLeftByHand_WantsMessages() =>
        Assert.True(Decide(Out, Marked, Seen(ContactStatus.Active, false)).EndFlags);

    [Theory]
    [InlineData(-1, nameof(ContactStatus.Active), false, true)]
    [InlineData(-1, nameof(ContactStatus.Active), true, false)]
    [InlineData(-1, nameof(ContactStatus.Stopped), false, false)]
    [InlineData(-3, nameof(ContactStatus.Active), false, false)]
    public void IsUnclear_StateWithoutTheGroupSoonAfterItWasAskedFor_Is(int askedMinutes, string status, bool isInGroup, bool isUnclear)
    {
        var asked = Out with { AskedAt = Noon.AddMinutes(askedMinutes) };
        var state = new ContactState(Enum.Parse<ContactStatus>(status), isInGroup, Noon);

        Assert.Equal(isUnclear, _rules.IsUnclear(asked, Contact, state));
        Assert.False(_rules.IsUnclear(asked, Guid.NewGuid(), state));
        Assert.False(_rules.IsUnclear(asked with { SeenAt = Noon }, Contact, state));
    }

    [Fact]
    public void Decide_GroupJoinedByHand_IsOut()
    {
        var decision = Decide(new() { Contact = Contact, Status = ContactStatus.Active }, Unmarked, Seen(ContactStatus.Active, true));

        Assert.True(decision is { SetFlag: true, Group: null });
        Assert.Equal(OptOutCause.Group, decision.Row.Cause);
    }

    [Fact]
    public void Decide_AnotherContact_JoinsTheGroupOfItsOwn()
    {
        var other = Guid.NewGuid();

        var decision = _rules.Decide(Out, other, [Seen(ContactStatus.Active)], Marked, Noon);

        Assert.True(decision is { Group: true, EndFlags: false });
        Assert.Equal(other, decision.Row.Contact);
    }

    [Fact]
    public void Decide_TagCounts_FollowsTheFlagAndLeadsIt()
    {
        var untagged = Unmarked with { Tag = false };
        var set = Decide(new(), untagged, Said(true));
        Assert.True(set is { SetFlag: true, Tag: true });

        Assert.True(Decide(set.Row, Marked with { Tag = false }) is { EndFlags: true, Tag: null, RegistrySaid: false });
        Assert.True(Decide(set.Row, Unmarked with { Tag = true }) is { SetFlag: false, Tag: false, RegistrySaid: false });
        Assert.True(Decide(new(), Unmarked with { Tag = true }) is { SetFlag: true, Tag: null, RegistrySaid: true });
    }

    /// <summary>In R4 a Person can be the subject of no Flag.</summary>
    [Fact]
    public void Decide_WhoCanHaveNoFlag_IsTagged()
    {
        var decision = Decide(new(), new RegistryOptOutState(false, false, false, CanHaveFlag: false), Said(true));

        Assert.True(decision is { SetFlag: false, Tag: true });
        Assert.True(decision.Row is { HasFlag: false, HasTag: true });
    }

    [Fact]
    public void Decide_NoGroup_NeverJoins() =>
        Assert.Null(new OptOutRules(hasGroup: false, TimeSpan.Zero).Decide(new(), Contact, [Seen(ContactStatus.Active), Said(true)], Unmarked, Noon).Group);

    private OptOutDecision Decide(OptOutRow before, RegistryOptOutState marks, params OptOutItem[] items) => _rules.Decide(before, Contact, items, marks, Noon);

    private static OptOutItem Seen(ContactStatus status, bool isInGroup = false, DateTimeOffset? at = null) =>
        new() { Standing = new ContactState(status, isInGroup, at ?? Noon) };

    private static OptOutItem Said(bool isOut, DateTimeOffset? at = null) =>
        new() { Answer = new OptOutAnswer(isOut, at ?? Noon, [Guid.NewGuid()]) };
}
