using Mhero.Core.Sync.Groups;
using Mhero.Core.Sync.Groups.Ledger;

namespace Mhero.Core.Tests.Sync.Groups;

public sealed class MembershipDifferenceTests
{
    private static readonly Guid Nurses = Guid.NewGuid();
    private static readonly Guid Midwives = Guid.NewGuid();
    private static readonly Guid Strangers = Guid.NewGuid();

    [Fact]
    public void Of_InOneAndBelongsIntoAnother_NamesBoth() =>
        Assert.Equal(["midwives", "nurses"], Keys(new MemberRow { Groups = [Nurses] }, "midwives"));

    [Fact]
    public void Of_InTheRightGroup_NamesNone() => Assert.Empty(Keys(new MemberRow { Groups = [Nurses, Strangers] }, "nurses"));

    [Fact]
    public void Of_GroupThatMHeroDoesNotKeep_IsLeftAlone() => Assert.Empty(Keys(new MemberRow { Groups = [Strangers] }));

    [Fact]
    public void Of_GroupNotYetInRapidPro_IsToBeJoined() => Assert.Equal(["new"], Keys(new MemberRow(), "new"));

    [Fact]
    public void Of_Blocked_DoesNotJoinAndStillLeaves() => Assert.Equal(["nurses"], Keys(new MemberRow { Active = false, Groups = [Nurses] }, "midwives"));

    [Fact]
    public void IsKeptOut_BlockedWhoBelongsIntoIt_IsTrue()
    {
        Assert.True(MembershipDifference.IsKeptOut(new MemberRow { Active = false }, Nurses, isWanted: true));
        Assert.False(MembershipDifference.IsKeptOut(new MemberRow(), Nurses, isWanted: true));
        Assert.False(MembershipDifference.IsKeptOut(new MemberRow { Active = false }, Nurses, isWanted: false));
    }

    private static IEnumerable<string> Keys(MemberRow member, params string[] wanted) => MembershipDifference.Of(
        member,
        wanted,
        key => key switch { "nurses" => Nurses, "midwives" => Midwives, _ => null },
        uuid => uuid == Nurses ? "nurses" : uuid == Midwives ? "midwives" : null).Order(StringComparer.Ordinal);
}
