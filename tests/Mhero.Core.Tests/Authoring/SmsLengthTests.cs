using Mhero.Core.Authoring;

namespace Mhero.Core.Tests.Authoring;

public sealed class SmsLengthTests
{
    [Theory]
    [InlineData("", 0, true, 1)]
    [InlineData("Hello", 5, true, 1)]
    [InlineData("5 € [a]", 10, true, 1)]
    [InlineData("é è à ñ Ç", 9, true, 1)]
    [InlineData("ç", 1, false, 1)]
    [InlineData("It’s", 4, false, 1)]
    [InlineData("ዛሬ", 2, false, 1)]
    [InlineData("😀", 2, false, 1)]
    public void Of_Text_CountsSeptetsOrUnits(string text, int characters, bool isGsm7, int segments) =>
        Assert.Equal(new SmsLength(characters, isGsm7, segments), SmsLength.Of(text));

    [Theory]
    [InlineData('a', 160, 1)]
    [InlineData('a', 161, 2)]
    [InlineData('a', 306, 2)]
    [InlineData('a', 307, 3)]
    [InlineData('ዛ', 70, 1)]
    [InlineData('ዛ', 71, 2)]
    [InlineData('ዛ', 134, 2)]
    [InlineData('ዛ', 135, 3)]
    [InlineData('€', 80, 1)]
    [InlineData('€', 81, 2)]
    public void Of_LongText_HasPartsOfConcatenatedMessages(char letter, int count, int segments) => Assert.Equal(segments, SmsLength.Of(new string(letter, count)).Segments);
}
