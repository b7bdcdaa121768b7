using Mhero.Core.Mapping.Languages;


namespace Mhero.Core.Tests.Mapping;

public class LanguageCodesTests
{
    [Theory]
    [InlineData("en", "eng")]
    [InlineData("EN-us", "eng")]
    [InlineData("pt_BR", "por")]
    [InlineData("zh-Hant-TW", "zho")]
    [InlineData("kin", "kin")]
    [InlineData("Swa", "swa")]
    [InlineData("swh", "swh")]
    [InlineData("fre", "fra")]
    [InlineData("ger", "deu")]
    [InlineData("iw", "heb")]
    [InlineData(" sw ", "swa")]
    [InlineData("luo", "luo")]
    [InlineData("und", null)]
    [InlineData("mul", null)]
    [InlineData("xqx", null)]
    [InlineData("xx", null)]
    [InlineData("english", null)]
    [InlineData("e1g", null)]
    [InlineData("", null)]
    [InlineData(null, null)]
    public void ToIso6393_Tag_GivesThreeLetters(string? tag, string? expected) => Assert.Equal(expected, LanguageCodes.ToIso6393(tag));

    [Theory]
    [InlineData("eng", "en")]
    [InlineData("swa", "sw")]
    [InlineData("swh", "sw")]
    [InlineData("swc", "sw")]
    [InlineData("arb", "ar")]
    [InlineData("cmn", "zh")]
    [InlineData("zsm", "ms")]
    [InlineData("npi", "ne")]
    [InlineData("gaz", "om")]
    [InlineData("fre", "fr")]
    [InlineData("luo", "luo")]
    [InlineData("yue", "yue")]
    [InlineData("xqx", null)]
    [InlineData(null, null)]
    public void ToBcp47_Code_GivesShortestTag(string? code, string? expected) => Assert.Equal(expected, LanguageCodes.ToBcp47(code));

    [Fact]
    public void ToIso6393_EveryThreeLetterText_KnowsTheStandardsCodes()
    {
        var letters = Enumerable.Range('a', 26).Select(c => (char)c).ToList();
        var known = from a in letters
                    from b in letters
                    from c in letters
                    let code = $"{a}{b}{c}"
                    where LanguageCodes.ToIso6393(code) == code
                    select code;

        // ISO 639-3 has 7,910 codes in the edition used, with the four that name no language.
        Assert.Equal(7906, known.Count());
    }

    [Fact]
    public void ToBcp47_EveryTwoLetterCode_ComesBack()
    {
        var letters = Enumerable.Range('a', 26).Select(c => (char)c).ToList();
        var withdrawn = new HashSet<string> { "iw", "in", "ji", "jw", "mo" };
        var two = (from a in letters
                   from b in letters
                   let code = $"{a}{b}"
                   where LanguageCodes.ToIso6393(code) is not null && !withdrawn.Contains(code)
                   select code).ToList();

        Assert.Equal(184, two.Count);
        Assert.All(two, code => Assert.Equal(code, LanguageCodes.ToBcp47(LanguageCodes.ToIso6393(code))));
    }
}
