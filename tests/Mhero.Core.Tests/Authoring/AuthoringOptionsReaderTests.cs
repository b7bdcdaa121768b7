using Mhero.Core.Authoring;

namespace Mhero.Core.Tests.Authoring;

public sealed class AuthoringOptionsReaderTests
{
    [Fact]
    public void Read_EveryOption_IsTaken()
    {
        var options = new AuthoringOptionsReader("en").Read(
            [
                ("rapidpro", "26"), ("date-format", "Month-First"), ("menu", "letters"), ("selection", "one-by-one"), ("retries", "0"), ("name", "Fever"), ("opening", "Hello = you"), ("opening", "fr=Bonjour"),
                ("consent", "May we?"), ("keyword", "fever"), ("keyword", "fievre"), ("expire", "60"), ("webhook", "none"), ("secret", "s"), ("page-size", "5"), ("max-rows", "3"), ("summary", "false"),
            ],
            out var faults);

        Assert.Empty(faults);
        Assert.Equal((RapidProTarget.V26, WorkspaceDateFormat.MonthFirst, MenuStyle.Letters, SelectionStyle.OneByOne), (options.Target, options.DateFormat, options.Menu, options.Selection));
        Assert.Equal((0, "Fever", 60, null, "s", 5, 3, false), (options.Retries, options.FlowName, options.ExpireAfterMinutes, options.Webhook, options.WebhookSecret, options.PageSize, options.MaxRows, options.Summary));
        Assert.Equal(new Dictionary<string, string> { ["en"] = "Hello = you", ["fr"] = "Bonjour" }, options.Opening);
        Assert.Equal(["fever", "fievre"], options.Keywords);
        Assert.Equal("May we?", options.Consent["en"]);
    }

    [Theory]
    [InlineData("rapidpro", "10")]
    [InlineData("menu", "icons")]
    [InlineData("retries", "many")]
    [InlineData("retries", "10")]
    [InlineData("page-size", "0")]
    [InlineData("max-rows", "100")]
    [InlineData("keyword", "two words")]
    [InlineData("keyword", "")]
    [InlineData("opening", "zzz=Hello")]
    [InlineData("webhook", "mhero.example.org")]
    [InlineData("summary", "perhaps")]
    [InlineData("colour", "red")]
    public void Read_ValueThatCannotBeUsed_IsAFault(string name, string value)
    {
        new AuthoringOptionsReader("en").Read([(name, value)], out var faults);

        Assert.Single(faults);
    }
}
