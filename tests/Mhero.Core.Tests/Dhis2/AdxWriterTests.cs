using System.Xml.Linq;
using Mhero.Core.Dhis2;

namespace Mhero.Core.Tests.Dhis2;

public sealed class AdxWriterTests
{
    [Fact]
    public async Task Write_Sets_HaveAGroupEachWithTheirValues()
    {
        DataValueSet[] sets =
        [
            new("VACC", "2026W10", "F-M1", null, [new("STAFF", "DOSE_1", "3") { Categories = new Dictionary<string, string> { ["DOSE"] = "FIRST" } }, new("AEFI", null, "0")])
            {
                AdxPeriod = "2026-03-02/P7D", CompleteDate = "2026-03-12",
            },
            new("VACC", "2026W10", "F-\"M2\" & co", "PROJECT", [new("STAFF", "DOSE_1", "1")]) { AdxPeriod = "2026-03-02/P7D" },
        ];
        using var output = new MemoryStream();

        await AdxWriter.WriteAsync(output, sets.ToAsyncEnumerable(), new DateTimeOffset(2026, 3, 12, 9, 0, 0, TimeSpan.FromHours(2)), CancellationToken.None);

        XNamespace adx = "urn:ihe:qrph:adx:2015";
        var root = XDocument.Parse(Encoding.UTF8.GetString(output.ToArray())).Root!;
        Assert.Equal((adx + "adx", "2026-03-12T07:00:00Z"), (root.Name, (string?)root.Attribute("exported")));
        Assert.Equal(
            [
                "orgUnit=F-M1 period=2026-03-02/P7D dataSet=VACC completeDate=2026-03-12",
                "orgUnit=F-\"M2\" & co period=2026-03-02/P7D dataSet=VACC attributeOptionCombo=PROJECT",
            ],
            root.Elements(adx + "group").Select(TextOf));
        Assert.Equal(
            ["dataElement=STAFF value=3 DOSE=FIRST", "dataElement=AEFI value=0", "dataElement=STAFF value=1 categoryOptionCombo=DOSE_1"],
            root.Descendants(adx + "dataValue").Select(TextOf));
    }

    private static string TextOf(XElement element) => string.Join(' ', element.Attributes().Select(a => $"{a.Name}={a.Value}"));
}
