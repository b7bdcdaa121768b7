using FsCheck.Xunit;
using Mhero.Core.Storage.SyncLog;

namespace Mhero.Core.Tests.Storage;

public sealed class SyncCountsTests
{
    [Fact]
    public void Add_Names_CountsEachAndLeavesTheOriginal()
    {
        var one = SyncCounts.Empty.Add(SyncCounts.Reviews);
        var more = one.Add(SyncCounts.Reviews, 2).Add(SyncCounts.Conflicts, 0).Add(one);

        Assert.Equal((1, 4, 0), (one[SyncCounts.Reviews], more[SyncCounts.Reviews], more[SyncCounts.Conflicts]));
        Assert.Equal([SyncCounts.Reviews], more.Values.Keys);
    }

    [Fact]
    public void Json_Counts_AreAnObjectOfNumbersAndComeBack()
    {
        var counts = SyncCounts.Empty.Add(SyncCounts.Skipped, 3).Add(SyncCounts.ContactsCreated, long.MaxValue);

        var json = JsonSerializer.Serialize(counts);

        Assert.Equal("""{"contactsCreated":9223372036854775807,"skipped":3}""", json);
        Assert.Equal(counts, JsonSerializer.Deserialize<SyncCounts>(json));
        Assert.Throws<JsonException>(() => JsonSerializer.Deserialize<SyncCounts>("[]"));
    }

    [Property]
    public bool Sum_AnyOrder_IsTheSame(int[] values)
    {
        string[] names = [SyncCounts.Conflicts, SyncCounts.Reviews, SyncCounts.Skipped];
        var counts = values.Select((v, i) => SyncCounts.Empty.Add(names[i % 3], v)).ToList();
        var sum = SyncCounts.Sum(counts);
        var reversed = SyncCounts.Sum(counts.AsEnumerable().Reverse());
        return names.All(n => sum[n] == reversed[n]) && names.Sum(n => sum[n]) == values.Sum(v => (long)v);
    }
}
