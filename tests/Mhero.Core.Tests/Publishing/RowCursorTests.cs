using System.Buffers.Text;
using Mhero.Core.Publishing;

namespace Mhero.Core.Tests.Publishing;

public sealed class RowCursorTests
{
    [Theory]
    [InlineData("r1", 0)]
    [InlineData("", 0)]
    [InlineData("a|b", 12)]
    public void Read_WhatACursorWrote_IsTheCursor(string response, int rows)
    {
        var cursor = new RowCursor(new DateTimeOffset(2026, 3, 4, 8, 0, 0, 1, TimeSpan.Zero), response, rows);

        Assert.Equal(cursor, RowCursor.Read(cursor.ToString()));
        Assert.Matches("^[A-Za-z0-9_-]+$", cursor.ToString());
    }

    [Theory]
    [InlineData("0|0|r", true)]
    [InlineData("3155378975999999999|0|r", true)]
    [InlineData("3155378976000000000|0|r", false)]
    [InlineData("-1|0|r", false)]
    [InlineData("1|-1|r", false)]
    [InlineData("1|x|r", false)]
    [InlineData("1|1", false)]
    [InlineData("", false)]
    public void Read_Text_IsACursorOrNone(string text, bool isCursor) =>
        Assert.Equal(isCursor, RowCursor.Read(Base64Url.EncodeToString(Encoding.UTF8.GetBytes(text))) is not null);

    [Theory]
    [InlineData("r1:week")]
    [InlineData("a")]
    [InlineData("%%%%")]
    public void Read_WhatIsNotEncoded_IsNone(string text) => Assert.Null(RowCursor.Read(text));

    [Theory]
    [InlineData(null, true)]
    [InlineData("", true)]
    [InlineData("https://mhero.example.org/api", true)]
    [InlineData("http://localhost:7071/api", true)]
    [InlineData("ftp://mhero.example.org", false)]
    [InlineData("/api", false)]
    [InlineData("mhero.example.org", false)]
    public void CheckAddress_PublicBaseUrl_IsAnAddressOrEmpty(string? address, bool isValid) =>
        Assert.Equal(isValid, PublishingOptions.CheckAddress(address) == System.ComponentModel.DataAnnotations.ValidationResult.Success);
}
