using Mhero.Core.Mapping.Phones;


namespace Mhero.Core.Tests.Mapping;

public class PhoneNumbersTests
{
    [Theory]
    [InlineData("RW", "+250788123456", "+250788123456")]
    [InlineData("RW", "0788123456", "+250788123456")]
    [InlineData("rw", "788 123 456", "+250788123456")]
    [InlineData("RW", "250788123456", "+250788123456")]
    [InlineData("RW", "00250788123456", "+250788123456")]
    [InlineData("RW", "+250 (0)788-123.456", "+250788123456")]
    [InlineData("RW", "tel:+250-788-123-456;ext=5", "+250788123456")]
    [InlineData("RW", "0788 123 456 ext. 12", "+250788123456")]
    [InlineData("RW", "0788123456 x12", "+250788123456")]
    [InlineData("RW", "٠٧٨٨١٢٣٤٥٦", "+250788123456")]
    [InlineData("RW", "\uFF0B２５０７８８１２３４５６", "+250788123456")]
    [InlineData("RW", "\u200E0788\u00A0123\u2011456\u200F", "+250788123456")]
    [InlineData("RW", "254712345678", "+254712345678")]
    [InlineData("KE", "0712345678", "+254712345678")]
    [InlineData("KE", "00254712345678", "+254712345678")]
    [InlineData("KE", "000254712345678", "+254712345678")]
    [InlineData("TZ", "00255 712 345 678", "+255712345678")]
    [InlineData("TZ", "+2550712345678", "+255712345678")]
    [InlineData("US", "00250788123456", "+250788123456")]
    [InlineData("US", "011 250 788 123 456", "+250788123456")]
    [InlineData("CI", "0707123456", "+2250707123456")]
    [InlineData("IT", "06 1234 5678", "+390612345678")]
    public void Parse_Spelling_GivesE164(string region, string text, string expected) =>
        Assert.Equal(new PhoneNumber(expected, IsShortCode: false), new PhoneNumbers(region).Parse(text));

    [Theory]
    [InlineData("114", "114")]
    [InlineData("2222", "2222")]
    [InlineData(" 45-67 89 ", "456789")]
    [InlineData("tel:8008", "8008")]
    public void Parse_ShortCode_StaysDigits(string text, string expected) =>
        Assert.Equal(new PhoneNumber(expected, IsShortCode: true), new PhoneNumbers("RW").Parse(text));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("  ")]
    [InlineData("+")]
    [InlineData("12")]
    [InlineData("none")]
    [InlineData("1-800-FLOWERS")]
    [InlineData("0788abc456")]
    [InlineData("*182#")]
    [InlineData("078812345")]
    [InlineData("12345678")]
    [InlineData("0788123456 / 0722000111")]
    [InlineData("0788123456, 0722000111")]
    [InlineData("+250788+123456")]
    [InlineData("+25078812")]
    [InlineData("+999123456789")]
    [InlineData("+250788123456789012345")]
    [InlineData("a@example.org")]
    [InlineData("\uD835\uDFD8788123456")]
    [InlineData("\uD800")]
    public void Parse_NoNumber_GivesNull(string? text) => Assert.Null(new PhoneNumbers("RW").Parse(text));

    [Theory]
    [InlineData("")]
    [InlineData("XX")]
    [InlineData("Rwanda")]
    public void Constructor_NoRegion_Throws(string region) => Assert.Throws<ArgumentException>(() => new PhoneNumbers(region));
}
