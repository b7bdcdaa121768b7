using Mhero.Core.Sync.Contacts.Messages;

namespace Mhero.Core.Tests.Sync.Contacts;

public sealed class ContactItemTests
{
    private static readonly DateTimeOffset Queued = new(2026, 5, 4, 8, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(0, "v1")]
    [InlineData(300, "v1")]
    [InlineData(301, null)]
    [InlineData(86_400, null)]
    public void At_FreshItem_IsLookedUpAfterFiveMinutes(int seconds, string? fresh) =>
        Assert.Equal(fresh, new ContactItem { Worker = "Practitioner/1", Fresh = "v1", FreshAt = Queued }.At(Queued.AddSeconds(seconds)).Fresh);

    [Fact]
    public void At_FreshItemOfAnEarlierVersion_IsLookedUp() =>
        Assert.Null(new ContactItem { Worker = "Practitioner/1", Fresh = "v1" }.At(Queued).Fresh);
}
