using Mhero.Core.Mapping.Profiles;
using Mhero.Core.Sync.Contacts.Bulk;

namespace Mhero.Core.Tests.Sync.Contacts.Bulk;

/// <summary>The lines of a file for RapidPro's import.</summary>
public sealed class BulkCsvTests
{
    private static readonly Guid Contact = Guid.Parse("0b0f8f0f-52a5-4c53-8a39-1f6f2f0a9c11");

    private static readonly BulkRow New = new()
    {
        Load = "1",
        Attributes = [ProfileAttributes.Name, ProfileAttributes.Language, ProfileAttributes.Numbers, ProfileAttributes.WhatsApp, "fields.cadre"],
        Name = "Uwase, \"Ange\"",
        Language = "kin",
        Urns = ["tel:+250788000001", "tel:+250788000009", "whatsapp:250788000001"],
        Fields = new Dictionary<string, string?> { ["cadre"] = "Nurse\nA2", ["globalid"] = "12", ["mheroentitytype"] = "Practitioner" },
    };

    private static readonly BulkRow Changed = new()
    {
        Load = "1",
        Contact = Contact,
        Attributes = [ProfileAttributes.Language, "fields.cadre", "fields.facility"],
        Fields = new Dictionary<string, string?> { ["cadre"] = null, ["facility"] = "Kigali" },
    };

    private static BulkColumns Columns => BulkPlan.ColumnsWith(Changed, BulkPlan.ColumnsWith(New, new BulkColumns()));

    [Fact]
    public void Header_HasTheColumnsThatTheRowsFill() =>
        Assert.Equal(
            "Contact UUID,URN:Tel,URN:Tel,URN:WhatsApp,Name,Language,Field:cadre,Field:facility,Field:globalid,Field:mheroentitytype\r\n",
            BulkCsv.Header(Columns));

    [Fact]
    public void Line_NewContact_QuotesWhatNeedsItAndLeavesTheRestEmpty() =>
        Assert.Equal(
            ",+250788000001,+250788000009,250788000001,\"Uwase, \"\"Ange\"\"\",kin,\"Nurse\nA2\",,12,Practitioner\r\n",
            BulkCsv.Line(Columns, New));

    [Fact]
    public void Line_Change_ClearsWithTwoDashesAndKeepsWithAnEmptyCell() =>
        Assert.Equal($"{Contact},,,,,--,--,Kigali,,\r\n", BulkCsv.Line(Columns, Changed));

    [Fact]
    public void Header_OneRow_HasNoOtherColumns() =>
        Assert.Equal("Contact UUID,Language,Field:cadre,Field:facility\r\n", BulkCsv.Header(BulkPlan.ColumnsWith(Changed, new BulkColumns())));

    [Theory]
    [InlineData(1, "contacts-001.csv")]
    [InlineData(40, "contacts-040.csv")]
    [InlineData(1200, "contacts-1200.csv")]
    public void NameOf_Number_SortsAsTheFilesDo(int number, string name) => Assert.Equal(name, BulkCsv.NameOf(number));
}
