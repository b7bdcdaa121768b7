using Mhero.Functions.Console.Rendering;

namespace Mhero.Functions.Tests.Console;

public sealed class CsvTests
{
    [Theory]
    [InlineData("=1+1", "'=1+1")]
    [InlineData("+250788", "'+250788")]
    [InlineData("-2", "'-2")]
    [InlineData("@cmd", "'@cmd")]
    [InlineData("\tx", "'\tx")]
    [InlineData("a,b", "\"a,b\"")]
    [InlineData("=a\"b,c", "\"'=a\"\"b,c\"")]
    [InlineData("line\nline", "\"line\nline\"")]
    [InlineData("Maraba", "Maraba")]
    [InlineData(null, "")]
    public void Write_Cell_IsNoFormulaAndQuotedWhereNecessary(string? value, string expected) =>
        Assert.Equal($"name,{expected}\r\n", Encoding.UTF8.GetString(Csv.Write([["name", value]]).AsSpan(3)));

    [Fact]
    public void Write_Any_BeginsWithTheByteOrderMark() => Assert.Equal(Encoding.UTF8.Preamble.ToArray(), Csv.Write([["x"]]).Take(3));
}
