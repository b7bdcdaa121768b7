using FsCheck.Xunit;
using Mhero.Core.Storage.Tables;

namespace Mhero.Core.Tests.Storage;

public sealed class TableKeysTests
{
    [Theory]
    [InlineData("Practitioner/1", "Practitioner!2F1")]
    [InlineData("a!b%c'd", "a!21b!25c!27d")]
    [InlineData("tab\tend\u0085", "tab!09end!85")]
    [InlineData("Zoë 😀", "Zoë 😀")]
    public void Escape_Text_IsAKeyThatUnescapesToIt(string text, string key)
    {
        Assert.Equal(key, TableKeys.Escape(text));
        Assert.Equal(text, TableKeys.Unescape(key));
    }

    [Property]
    public bool Escape_AnyWellFormedText_ComesBackAndKeepsItsPrefixes(string? text, string? more)
    {
        if (!IsWellFormed(text) || !IsWellFormed(more))
        {
            return true;
        }

        var key = TableKeys.Escape(text!);
        return TableKeys.Unescape(key) == text
            && !key.Any(c => c is '/' or '\\' or '#' or '?' || char.IsControl(c))
            && TableKeys.Escape(text + more).StartsWith(key, StringComparison.Ordinal);
    }

    [Fact]
    public void Escape_HalfASurrogatePair_IsRefused()
    {
        Assert.Throws<ArgumentException>(() => TableKeys.Escape("a\ud83d"));
        Assert.Throws<ArgumentException>(() => TableKeys.Escape("\ude00a"));
    }

    [Fact]
    public void Escape_EmptyOrTooLong_IsRefused()
    {
        Assert.Throws<ArgumentException>(() => TableKeys.Escape(string.Empty));
        Assert.Throws<ArgumentException>(() => TableKeys.Escape(new string('/', 171)));
        Assert.Equal(512, TableKeys.Escape(new string('k', 512)).Length);
    }

    private static bool IsWellFormed(string? text) =>
        text is { Length: > 0 and < 80 } && text.EnumerateRunes().Sum(r => r.Utf16SequenceLength) == text.Length
        && !text.EnumerateRunes().Any(r => r.Value == 0xFFFD);
}
