using Mhero.Core.Sync.Contacts;

namespace Mhero.Core.Tests.Sync.Contacts;

public sealed class CodeSuggestionsTests
{
    private static readonly Dictionary<string, string> Codes = new()
    {
        ["2221"] = "Registered nurse",
        ["2222"] = "Midwife",
        ["3221"] = "Associate nurse",
        ["2211"] = "General doctor",
    };

    [Theory]
    [InlineData("nurs", "3221,2221")]
    [InlineData("Mid-wife", "2222")]
    [InlineData("midwif", "2222")]
    [InlineData("regstered nurse", "2221,3221")]
    [InlineData("astronaut", "")]
    [InlineData("", "")]
    public void Of_Value_GivesTheCodesOfTextsThatAreAlike(string value, string codes) =>
        Assert.Equal(codes, string.Join(',', CodeSuggestions.Of(Codes, value, 5).Select(s => s.Reference)));
}
