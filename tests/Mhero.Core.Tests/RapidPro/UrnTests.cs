using Mhero.Core.RapidPro;

namespace Mhero.Core.Tests.RapidPro;

public sealed class UrnTests
{
    [Theory]
    [InlineData("tel:+250788000001", "tel", "+250788000001")]
    [InlineData("TEL:+250788000001", "tel", "+250788000001")]
    [InlineData(" tel:+250788000001 ", "tel", "+250788000001")]
    [InlineData("twitterid:2352463463#franky", "twitterid", "2352463463")]
    [InlineData("tel:+250788000001?channel=57f1#0788 000 001", "tel", "+250788000001")]
    [InlineData("facebook:ref:abc", "facebook", "ref:abc")]
    [InlineData("mailto:Ann@example.org", "mailto", "Ann@example.org")]
    [InlineData("ext:a b", "ext", "a b")]
    public void TryParse_Urn_IsTakenApart(string text, string scheme, string path)
    {
        Assert.True(Urn.TryParse(text, out var urn));
        Assert.Equal(new Urn(scheme, path), urn);
        Assert.Equal($"{scheme}:{path}", urn.ToString());
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("  ")]
    [InlineData("0788000001")]
    [InlineData(":+250788000001")]
    [InlineData("tel:")]
    [InlineData("tel: ")]
    [InlineData("tel:#0788")]
    [InlineData("te l:123")]
    [InlineData("+250:123")]
    public void TryParse_Other_IsNone(string? text)
    {
        Assert.False(Urn.TryParse(text, out var urn));
        Assert.Equal(default, urn);
    }

    [Fact]
    public void TryParse_EveryRecordedUrn_IsUnchanged()
    {
        string[] urns = [.. Recording.All
            .Where(recording => recording is { IsSuccess: true, Endpoint: "contacts", Name: not "contacts_expand_urns" } && recording.Body.TryGetProperty("results", out _))
            .SelectMany(recording => recording.Body.GetProperty("results").EnumerateArray())
            .SelectMany(contact => contact.GetProperty("urns").EnumerateArray().Select(urn => urn.GetString()!))];

        Assert.NotEmpty(urns);
        Assert.All(urns, text => Assert.True(Urn.TryParse(text, out var urn) && urn.ToString() == text));
    }
}
