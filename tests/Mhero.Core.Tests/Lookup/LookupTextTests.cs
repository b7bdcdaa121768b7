using Mhero.Core.Lookup;

namespace Mhero.Core.Tests.Lookup;

public sealed class LookupTextTests
{
    [Theory]
    [InlineData(null, LookupCodes.Empty)]
    [InlineData("", LookupCodes.Empty)]
    [InlineData("  \t ", LookupCodes.Empty)]
    [InlineData("--", LookupCodes.Empty)]
    [InlineData("*", LookupCodes.ForbiddenCharacter)]
    [InlineData("RW-10*", LookupCodes.ForbiddenCharacter)]
    [InlineData("%", LookupCodes.ForbiddenCharacter)]
    [InlineData("RW-1001|", LookupCodes.ForbiddenCharacter)]
    [InlineData("http://x|RW-1001", LookupCodes.ForbiddenCharacter)]
    [InlineData("RW-1001,RW-1002", LookupCodes.ForbiddenCharacter)]
    [InlineData("RW-1001&active=true", LookupCodes.ForbiddenCharacter)]
    [InlineData("RW$1001", LookupCodes.ForbiddenCharacter)]
    [InlineData("RW\\1001", LookupCodes.ForbiddenCharacter)]
    [InlineData("RW-1001:missing", LookupCodes.ForbiddenCharacter)]
    [InlineData("RW-1001\n", null)]
    [InlineData("RW\n1001", LookupCodes.ForbiddenCharacter)]
    [InlineData("RW\u00001001", LookupCodes.ForbiddenCharacter)]
    [InlineData("RW\u202E1001", LookupCodes.ForbiddenCharacter)]
    [InlineData("RW<script>", LookupCodes.ForbiddenCharacter)]
    [InlineData("RW-1001", null)]
    [InlineData(" 2026/03-17.4 ", null)]
    [InlineData("٣٤٥", null)]
    public void CheckNumber_Text_SaysWhatIsWrong(string? text, string? code) => Assert.Equal(code, LookupText.CheckNumber(text, out _));

    [Theory]
    [InlineData("Muhoza", null)]
    [InlineData("St. Peter & Paul's, Huye (annex) #2", null)]
    [InlineData("Centre de santé de Kanyinya", null)]
    [InlineData("مركز صحي", null)]
    [InlineData("স্বাস্থ্য কেন্দ্র", null)]
    [InlineData("Muhoza*", LookupCodes.ForbiddenCharacter)]
    [InlineData("Muhoza%25", LookupCodes.ForbiddenCharacter)]
    [InlineData("a|b", LookupCodes.ForbiddenCharacter)]
    [InlineData("a\\,b", LookupCodes.ForbiddenCharacter)]
    [InlineData("name:missing=true", LookupCodes.ForbiddenCharacter)]
    [InlineData("Muhoza\u0007", LookupCodes.ForbiddenCharacter)]
    [InlineData("\uD800", LookupCodes.ForbiddenCharacter)]
    public void CheckName_Text_SaysWhatIsWrong(string text, string? code) => Assert.Equal(code, LookupText.CheckName(text, out _));

    [Fact]
    public void CheckName_LongerThanAnyName_IsTooLong()
    {
        Assert.Null(LookupText.CheckName(new string('a', LookupText.MaxLength), out _));
        Assert.Equal(LookupCodes.TooLong, LookupText.CheckName(new string('a', LookupText.MaxLength + 1), out _));
        Assert.Equal(LookupCodes.TooLong, LookupText.CheckName(new string('x', 5_000_000), out _));
    }

    [Fact]
    public void CheckName_Blanks_ArePutRight()
    {
        Assert.Null(LookupText.CheckName("  Muhoza   Health ", out var clean));
        Assert.Equal("Muhoza Health", clean);
    }
}
