namespace Mhero.Core.Tests;

public sealed class UuidV5Tests
{
    [Fact]
    public void Create_ExampleOfTheRfc_IsItsUuid()
    {
        // RFC 9562, appendix A.4.
        var dns = Guid.Parse("6ba7b810-9dad-11d1-80b4-00c04fd430c8");

        Assert.Equal("2ed6657d-e927-568b-95e1-2665a8aea6a2", UuidV5.Create(dns, "www.example.com").ToString());
    }

    [Fact]
    public void Create_TextBeyondAscii_IsTakenAsUtf8()
    {
        Assert.Equal("3a881933-bcf2-581e-9285-81501f4297cc", UuidV5.Create(UuidV5.Url, "http://mhero.org/é").ToString());
        Assert.Equal(UuidV5.Create(UuidV5.Url, "http://mhero.org/é"), UuidV5.Create(UuidV5.Url, "http://mhero.org/é"u8));
    }

    [Fact]
    public void Create_AnotherNameOrSpace_IsAnotherUuid()
    {
        Guid[] uuids = [UuidV5.Create(UuidV5.Url, ""), UuidV5.Create(UuidV5.Url, "a"), UuidV5.Create(Guid.Empty, "a"), UuidV5.Create(UuidV5.Url, new string('a', 9000))];

        Assert.Equal(4, uuids.Distinct().Count());
        Assert.All(uuids, uuid => Assert.Equal((5, 8), (uuid.Version, uuid.Variant & 0xC)));
    }
}
