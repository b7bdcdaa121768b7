using Mhero.Core.Mapping.Phones;


namespace Mhero.Core.Tests.Mapping;

/// <summary>Numbers that people reported as unread (<c>tests/cases</c>), and others of their kinds.</summary>
public sealed class ReportedNumberTests
{
    public static TheoryData<string, string, string> Reported()
    {
        var data = new TheoryData<string, string, string>();
        foreach (var file in new[] { "05-renumbered-plans", "17-decorated-numbers" })
        {
            foreach (var line in File.ReadLines(Path.Combine(AppContext.BaseDirectory, "cases", file, "numbers.txt")).Where(l => l.Contains('|')))
            {
                var parts = line.Split('|');
                data.Add(parts[0], parts[1], parts[2]);
            }
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Reported))]
    [InlineData("BJ", "0022990123456", "+2290190123456")]
    [InlineData("RW", "22997123456", "+2290197123456")]
    [InlineData("CI", "47 12 34 56", "+2250747123456")]
    [InlineData("CI", "+225 20 21 12 34", "+2252720211234")]
    [InlineData("CI", "67123456", "+2250767123456")]
    [InlineData("CI", "98 12 34 56", "+2250798123456")]
    [InlineData("CI", "66123456", "+2250566123456")]
    [InlineData("CI", "95123456", "+2250595123456")]
    [InlineData("CI", "43123456", "+2250143123456")]
    [InlineData("CI", "70123456", "+2250170123456")]
    [InlineData("CI", "20 01 23 45", "+2252520012345")]
    [InlineData("CI", "+225 36 81 23 45", "+2252736812345")]
    [InlineData("CI", "0708123456", "+2250708123456")]
    [InlineData("GA", "06 12 34 56", "+24166123456")]
    [InlineData("GA", "+241 7 12 34 56", "+24177123456")]
    [InlineData("GA", "077 12 34 56", "+24177123456")]
    [InlineData("CM", "77 12 34 56", "+237677123456")]
    [InlineData("CM", "+23722212345", "+237222212345")]
    [InlineData("MU", "7123456", "+23057123456")]
    [InlineData("BR", "+55 11 8765-4321", "+5511987654321")]
    [InlineData("MX", "+52 1 55 1234 5678", "+525512345678")]
    [InlineData("VN", "0168 234 5678", "+84382345678")]
    [InlineData("VN", "+84 120 234 5678", "+84702345678")]
    [InlineData("CO", "+57 1 234 5678", "+576012345678")]
    [InlineData("RW", "250788123456.0", "+250788123456")]
    [InlineData("RW", "2.50788123456E11", "+250788123456")]
    [InlineData("RW", "7,88123456e+08", "+250788123456")]
    [InlineData("RW", "\"0788123456\"", "+250788123456")]
    [InlineData("RW", "=\"0788123456\"", "+250788123456")]
    [InlineData("RW", "\u20190788123456", "+250788123456")]
    [InlineData("RW", "0788123456,", "+250788123456")]
    [InlineData("RW", "Tel: 0788 123 456", "+250788123456")]
    [InlineData("RW", "MTN 0788 123 456", "+250788123456")]
    [InlineData("RW", "0788 123 456 WhatsApp", "+250788123456")]
    [InlineData("RW", "0788 123 456 - Airtel", "+250788123456")]
    [InlineData("RW", "+250788123456 [work]", "+250788123456")]
    public void Parse_OldOrDecorated_GivesThePresentNumber(string region, string text, string expected) =>
        Assert.Equal(expected, new PhoneNumbers(region).Parse(text)?.Value);

    [Theory]
    [InlineData("7.88E+08")]
    [InlineData("7.88123E8")]
    [InlineData("Room 12")]
    [InlineData("1-800 FLOWERS")]
    [InlineData("0788123456 or 0722000111")]
    [InlineData("0788123456 (0722000111)")]
    [InlineData("+229901234567")]
    public void Parse_NotAllOfANumber_GivesNull(string text) => Assert.Null(new PhoneNumbers("RW").Parse(text));

    [Theory]
    [InlineData("60123456")]
    [InlineData("69123456")]
    [InlineData("80123456")]
    [InlineData("99123456")]
    [InlineData("+22520812345")]
    [InlineData("+22562123456")]
    public void Parse_OldNumberOfNoKnownOperator_GivesNull(string text) => Assert.Null(new PhoneNumbers("CI").Parse(text));

    [Theory]
    [InlineData("+2290190123456", "22990123456")]
    [InlineData("+2250708123456", "22508123456")]
    [InlineData("+5511987654321", "551187654321")]
    [InlineData("+525512345678", "5215512345678")]
    [InlineData("+541123456789", "5491123456789")]
    [InlineData("+5491123456789", "541123456789")]
    [InlineData("+250788123456", "250788123456")]
    public void Of_NumberAndItsWhatsAppId_AreTheSame(string number, string whatsApp) =>
        Assert.Equal(PhoneIdentity.Of(number), PhoneIdentity.Of(whatsApp));

    [Theory]
    [InlineData("+250788123456", "250788123457")]
    [InlineData("8008", "800")]
    [InlineData("BJ.22990123456", "22990123456")]
    public void Of_OthersAreNotTheSame(string one, string other) => Assert.NotEqual(PhoneIdentity.Of(one), PhoneIdentity.Of(other));
}
