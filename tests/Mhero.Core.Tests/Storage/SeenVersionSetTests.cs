using Mhero.Core.Storage.Cursors;


namespace Mhero.Core.Tests.Storage;

public sealed class SeenVersionSetTests
{
    [Fact]
    public void Contains_BordersOfIdAndVersion_AreKeptApart()
    {
        var set = new SeenVersionSet();

        Assert.True(set.Add("ab", "c"));
        Assert.False(set.Add("ab", "c"));
        Assert.True(set.Contains("ab", "c"));
        Assert.False(set.Contains("a", "bc"));
        Assert.False(set.Contains("abc", string.Empty));
    }

    [Fact]
    public void Pack_Versions_IsTheSameInEveryReleaseAndUnpacks()
    {
        var packed = SeenVersionSet.Pack([new SeenVersion("id", "1", DateTimeOffset.UnixEpoch), new SeenVersion("Zoë", "2", DateTimeOffset.UnixEpoch)]);

        // Stored rows outlive releases: another hash would make every record look new once.
        Assert.Equal("MWxM2cnIqoTK8o52C6gljA==", packed);
        var set = new SeenVersionSet();
        set.Unpack(packed);
        Assert.Equal((2, true, true), (set.Count, set.Contains("id", "1"), set.Contains("Zoë", "2")));
    }
}
