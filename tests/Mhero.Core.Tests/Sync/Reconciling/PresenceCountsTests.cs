using Mhero.Core.Sync.Reconciling;

namespace Mhero.Core.Tests.Sync.Reconciling;

/// <summary>How many records of a side may be gone before a full reconcile stops.</summary>
public sealed class PresenceCountsTests
{
    [Theory]
    [InlineData(0, 0, false)]
    [InlineData(1000, 0, false)]
    [InlineData(1, 20, false)]
    [InlineData(1, 21, true)]
    [InlineData(180, 20, false)]
    [InlineData(189, 21, false)]
    [InlineData(188, 21, true)]
    [InlineData(900, 100, false)]
    [InlineData(899, 101, true)]
    [InlineData(0, 1, true)]
    public void IsTooMuch_MoreThanATenthAndMoreThanTwenty_OrAll(int present, int gone, bool isTooMuch)
    {
        Assert.Equal(isTooMuch, new PresenceCounts(LinkedPresent: present, LinkedGone: gone).IsTooMuch);
        Assert.Equal(isTooMuch, new PresenceCounts(OtherPresent: present, OtherGone: gone).IsTooMuch);
    }

    [Fact]
    public void IsTooMuch_ManyOthersArePresent_StillCountsLinkedOnesAlone()
    {
        Assert.True(new PresenceCounts(LinkedPresent: 10, LinkedGone: 30, OtherPresent: 100_000).IsTooMuch);
        Assert.False(new PresenceCounts(LinkedPresent: 0, LinkedGone: 1, OtherPresent: 1).IsTooMuch);
    }

    [Fact]
    public void With_EachKind_IsCountedForItself()
    {
        var counts = new PresenceCounts().With(true, true).With(true, false).With(true, false).With(false, true).With(false, false).With(false, false).With(false, false);

        Assert.Equal(new PresenceCounts(LinkedPresent: 2, LinkedGone: 1, OtherPresent: 3, OtherGone: 1), counts);
        Assert.Equal((2, 7), (counts.Gone, counts.All));
    }
}
