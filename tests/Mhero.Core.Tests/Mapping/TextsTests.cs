using Mhero.Core.Mapping.Languages;


namespace Mhero.Core.Tests.Mapping;

public class TextsTests
{
    [Theory]
    [InlineData(null, null)]
    [InlineData(" \t\n ", null)]
    [InlineData("Aline", "Aline")]
    [InlineData(" Aline  Uwase\r\n", "Aline Uwase")]
    [InlineData("A\u0000line", "Aline")]
    [InlineData("Andre\u0301 Nguye\u0302\u0303n", "Andr\u00E9 Nguy\u1EC5n")]
    public void Clean_Text_GivesOneSpelling(string? text, string? expected) => Assert.Equal(expected, TextNormalizer.Clean(text));

    [Fact]
    public void Clean_LoneSurrogate_IsReplaced() => Assert.Equal("x\uFFFDy", TextNormalizer.Clean(string.Concat("x", (char)0xD800, "y")));

    [Theory]
    [InlineData("CENTRE DE SANTÉ", "centredesante")]
    [InlineData("Nguye\u0302\u0303n Tr\u1EBF", "nguyentre")]
    [InlineData("\u00F8re", "\u00F8re")]
    [InlineData(null, "")]
    public void Fold_Text_LeavesLettersAlone(string? text, string expected) => Assert.Equal(expected, TextNormalizer.Fold(text));

    [Theory]
    [InlineData("abc", 3, "abc")]
    [InlineData("abcd", 3, "abc")]
    [InlineData("ab cd", 3, "ab")]
    [InlineData("😀😀😀", 3, "😀😀😀")]
    [InlineData("😀😀😀😀", 3, "😀😀😀")]
    public void Cut_Text_CountsCodePoints(string text, int max, string expected) => Assert.Equal(expected, TextNormalizer.Cut(text, max));
}
