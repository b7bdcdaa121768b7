using Mhero.Core.Mapping.Floip.Flows;

namespace Mhero.Core.Tests.Mapping.Floip.Flows;

public class ExpressionTests
{
    [Theory]
    [InlineData("Dear @contact.name, week @results.week.", "Dear @contact.name, week @results.week.value.")]
    [InlineData("@fields.cadre and @contact.fields.cadre", "@contact.cadre and @contact.cadre")]
    [InlineData("@results.color.category too!", "@results.color.exit.name too!")]
    [InlineData("me@@results.org, a@example.org, @", "me@@results.org, a@example.org, @")]
    [InlineData("@(upper(results.week) & \" results.week @fields.x\")", "@(upper(results.week.value) & \" results.week @fields.x\")")]
    [InlineData("@(if(results.a.category = \"yes\", fields.b, 1))", "@(if(results.a.exit.name = \"yes\", contact.b, 1))")]
    [InlineData("@child.results.x", "@child.results.x.value")]
    [InlineData("@contact.uuid", "@contact.id")]
    public void ToFloip_EachName_IsTranslated(string rapidPro, string floip) =>
        Assert.Equal(floip, ExpressionTranslator.ToFloip(rapidPro, name => Assert.Fail(name)));

    [Theory]
    [InlineData("@results.week.value", "@results.week")]
    [InlineData("@flow.week", "@results.week")]
    [InlineData("@contact.cadre @contact.name", "@fields.cadre @contact.name")]
    [InlineData("@(block.value + 1)", "@(input.text + 1)")]
    [InlineData("@results.color.exit.name", "@results.color.category")]
    public void ToRapidPro_EachName_IsTranslated(string floip, string rapidPro) => Assert.Equal(rapidPro, ExpressionTranslator.ToRapidPro(floip));

    [Fact]
    public void ToFloip_NameThatTheSpecificationDoesNotHave_IsReportedAndKept()
    {
        var unknown = new List<string>();

        Assert.Equal("@webhook.facility", ExpressionTranslator.ToFloip("@webhook.facility", unknown.Add));
        Assert.Equal(["webhook"], unknown);
    }

    [Theory]
    [InlineData("has_number_between(block.value, 0, 110)", "block.value", "has_number_between", "0|110")]
    [InlineData("@has_any_word(block.response, \"yes \\\"y\\\" \\\\d\")", "block.response", "has_any_word", "yes \"y\" \\d")]
    [InlineData("@(block.value < 5)", "block.value", "has_number_lt", "5")]
    [InlineData("block.value = \"male\"", "block.value", "has_only_phrase", "male")]
    [InlineData("HAS_TEXT(contact.name)", "contact.name", "has_text", "")]
    public void Read_Test_GivesOperandTypeAndArguments(string expression, string operand, string type, string arguments)
    {
        var test = BlockTest.Read(expression)!;

        Assert.Equal((operand, type, arguments), (test.Operand, test.Type, string.Join('|', test.Arguments)));
        var (again, written) = (BlockTest.Read(test.Write())!, test.Write());
        Assert.Equal(written, again.Write());
    }

    [Theory]
    [InlineData("and(block.value > 1, block.value < 5)")]
    [InlineData("has_text(contact.name, contact.cadre)")]
    [InlineData("block.value + 1")]
    [InlineData("")]
    public void Read_FreeForm_IsNotATest(string expression) => Assert.Null(BlockTest.Read(expression));
}
