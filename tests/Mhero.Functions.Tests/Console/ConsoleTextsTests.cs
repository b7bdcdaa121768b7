using System.Text.RegularExpressions;
using Mhero.Functions.Console.Texts;
using Mhero.Functions.Tests.Published;

namespace Mhero.Functions.Tests.Console;

/// <summary>Each text that the console uses is in each language, with the same values.</summary>
public sealed partial class ConsoleTextsTests
{
    private static readonly ConsoleTexts English = ConsoleTexts.In("en");

    public static TheoryData<string> Languages => [.. ConsoleLanguages.Names.Keys];

    [Theory]
    [MemberData(nameof(Languages))]
    public void Texts_EachLanguage_AreTheSameOnesWithTheSameValues(string language)
    {
        var texts = ConsoleTexts.In(language);

        Assert.Equal(English.Keys.Order(StringComparer.Ordinal), texts.Keys.Order(StringComparer.Ordinal));
        foreach (var key in English.Keys)
        {
            Assert.False(string.IsNullOrWhiteSpace(texts[key]), key);
            Assert.True(ValuesOf(English[key]).SetEquals(ValuesOf(texts[key])), $"{language} {key}: {texts[key]}");
        }
    }

    [Theory]
    [MemberData(nameof(Languages))]
    public void Texts_OtherThanEnglish_AreTranslated(string language)
    {
        if (language == "en")
        {
            return;
        }

        // Words such as Code and Contact are the same in several languages; whole sentences are not.
        var same = English.Keys.Where(key => English[key].Length > 25 && English[key] == ConsoleTexts.In(language)[key]);

        Assert.Empty(same);
    }

    [Fact]
    public void Keys_ThatPagesName_Exist()
    {
        var folder = Path.Combine(SourceTree.Root, "Mhero.Functions", "Console");
        var named = Directory.EnumerateFiles(folder, "*.*", SearchOption.AllDirectories)
            .Where(file => Path.GetExtension(file) is ".razor" or ".cs")
            .SelectMany(file => Key().Matches(File.ReadAllText(file)).Select(match => match.Groups["key"].Value))
            .ToHashSet();

        Assert.NotEmpty(named);
        Assert.DoesNotContain(named, key => !English.Has(key));
    }

    private static HashSet<string> ValuesOf(string text) => [.. Value().Matches(text).Select(match => match.Value)];

    /// <summary>A literal that names a whole key: <c>T["…"</c>, <c>Problem("…"</c>, a title. A key that is put together ends with a dot.</summary>
    [GeneratedRegex("""(?:T\[|Texts\[|Problem\(|Page<\w+>\(|TitleKey=|\? |: |, )"(?<key>[a-z][a-z0-9-]*\.[a-z0-9-]+(?:\.[a-z0-9-]+)*)"(?! \+)""")]
    private static partial Regex Key();

    [GeneratedRegex(@"\{[0-9]\}")]
    private static partial Regex Value();
}
