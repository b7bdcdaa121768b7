using Mhero.Core.Dhis2;
using Mhero.Core.Sync.Reports;

namespace Mhero.Core.Tests.Sync.Reports;

/// <summary>In what a mapping of reports can differ from the metadata of DHIS2.</summary>
public sealed class Dhis2ComparisonTests
{
    private static readonly Dhis2Schemes Codes = new("code", "code", "code", "code");
    private static readonly Dhis2DataElement Cases = new(Thing("CASES"), "INTEGER", true, [Thing("default")]);
    private static readonly Dhis2DataSet Set = new(Thing("MALARIA"), "Weekly", 0, 1, [Thing("default")], [Cases]);
    private static readonly Dhis2Target Target = new("http://example.org/m", "MALARIA", null, null, [("CASES", null)]);

    [Theory]
    [InlineData(null)]
    [InlineData("Weekly")]
    public void Of_MappingThatFits_IsOneGoodFinding(string? type)
    {
        var finding = Assert.Single(Dhis2Comparison.Of(Target with { PeriodType = type, Values = [("CASES", null), ("CASES", null)] }, Set, Codes));

        Assert.Equal((false, "The data set MALARIA (Weekly) has the 1 data elements of http://example.org/m."), (finding.IsFault, finding.Message));
    }

    [Fact]
    public void Of_AnotherPeriodType_IsAFault() => AssertFault(
        Dhis2Comparison.Of(Target with { PeriodType = "Monthly" }, Set, Codes), "The data set MALARIA has the period type Weekly, and the mapping of http://example.org/m says Monthly.");

    [Theory]
    [InlineData(0, true)]
    [InlineData(1, false)]
    public void Of_NoOpenFuturePeriods_IsNoted(int open, bool isNoted) =>
        AssertNote(Dhis2Comparison.Of(Target, Set with { OpenFuturePeriods = open }, Codes), isNoted ? (Dhis2Codes.PeriodRefused, "The data set MALARIA takes a period only after its end") : null);

    [Theory]
    [InlineData(0, null)]
    [InlineData(0.5, "The data set MALARIA takes a period until 0.5 days after its end")]
    [InlineData(15, "The data set MALARIA takes a period until 15 days after its end")]
    public void Of_ExpiryDays_AreNoted(double days, string? message) =>
        AssertNote(Dhis2Comparison.Of(Target, Set with { ExpiryDays = days }, Codes), message is null ? null : (Dhis2Codes.PeriodRefused, message));

    [Theory]
    [InlineData(null, 1, null)]
    [InlineData(null, 2, "The data set MALARIA has attribute option combinations: name one in the mapping (attributeOptionCombo).")]
    [InlineData("A1", 2, null)]
    [InlineData("A3", 2, "The data set MALARIA has no attribute option combination A3 (code).")]
    [InlineData("A1", 0, "The data set MALARIA has no attribute option combination A1 (code).")]
    public void Of_AttributeCombination_HasToBeOneOfTheSets(string? named, int combos, string? fault)
    {
        var findings = Dhis2Comparison.Of(Target with { AttributeCombo = named }, Set with { AttributeCombos = [.. Enumerable.Range(1, combos).Select(n => Thing($"A{n}"))] }, Codes);

        AssertFault(findings, fault);
    }

    [Theory]
    [InlineData("code", "DEATHS", "The data set MALARIA has no data element DEATHS (code): correct the mapping, or set the code in DHIS2.")]
    [InlineData("uid", "id-CASES", null)]
    [InlineData("name", "name-CASES", null)]
    [InlineData("name", "CASES", "The data set MALARIA has no data element CASES (name): correct the mapping, or set the code in DHIS2.")]
    public void Of_DataElement_IsFoundByTheScheme(string scheme, string name, string? fault) =>
        AssertFault(Dhis2Comparison.Of(Target with { Values = [(name, null)] }, Set, Codes with { DataElement = scheme }), fault);

    [Theory]
    [InlineData("NUMBER", true)]
    [InlineData("INTEGER_NEGATIVE", true)]
    [InlineData("LONG_TEXT", true)]
    [InlineData(null, true)]
    [InlineData("BOOLEAN", false)]
    [InlineData("DATE", false)]
    public void Of_ValueType_HasToTakeNumbers(string? type, bool fits) => AssertFault(
        Dhis2Comparison.Of(Target, Set with { Elements = [Cases with { ValueType = type }] }, Codes), fits ? null : $"The data element CASES takes {type}, and reports have numbers.");

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Of_ZerosThatAreNotKept_AreNoted(bool keeps) => AssertNote(
        Dhis2Comparison.Of(Target, Set with { Elements = [Cases with { KeepsZeros = keeps }] }, Codes), keeps ? null : (Dhis2Codes.ZeroNotKept, "The data element CASES does not keep zeros"));

    [Theory]
    [InlineData(null, 1, null)]
    [InlineData(null, 2, "The data element CASES has 2 category option combinations: name one for each number in the mapping.")]
    [InlineData("C2", 2, null)]
    [InlineData("C3", 2, "The data element CASES has no category option combination C3 (code): correct the mapping, or set the code in DHIS2, where combinations have none at first.")]
    public void Of_CategoryCombination_HasToBeOneOfTheElements(string? named, int combos, string? fault)
    {
        var element = Cases with { Combos = [.. Enumerable.Range(1, combos).Select(n => Thing($"C{n}"))] };

        AssertFault(Dhis2Comparison.Of(Target with { Values = [("CASES", named)] }, Set with { Elements = [element] }, Codes), fault);
    }

    [Fact]
    public void OfPlaces_AllKnown_IsOneGoodFinding()
    {
        var finding = Assert.Single(OfPlaces(["A", "B"], [Unit("A", "id-MALARIA"), Unit("B", "id-MALARIA")]));

        Assert.Equal((false, "2 places are organisation units of DHIS2."), (finding.IsFault, finding.Message));
    }

    [Fact]
    public void OfPlaces_UnknownAndDoubleAndUnassigned_AreNamed()
    {
        var findings = OfPlaces(["A", "B", "C", "D"], [Unit("B", "id-MALARIA"), Unit("B"), Unit("C"), Unit("D", "id-MALARIA")]);

        Assert.Equal(
            [
                (true, Dhis2Codes.MappingMismatch + ": 1 of 4 places are unknown to DHIS2: set the code there, or correct the identifier: A."), (true, Dhis2Codes.MappingMismatch + ": 1 of 4 places are several organisation units in DHIS2: make the code unique: B."),
                (false, Dhis2Codes.MappingMismatch + ": 1 of 4 places are not assigned to the data set MALARIA: assign them if they report it: C."),
            ],
            findings.Select(finding => (finding.IsFault, finding.Message)));
    }

    [Theory]
    [InlineData(5, Dhis2Codes.MappingMismatch + ": 5 of 5 places are unknown to DHIS2: set the code there, or correct the identifier: U1, U2, U3, U4, U5.")]
    [InlineData(6, Dhis2Codes.MappingMismatch + ": 6 of 6 places are unknown to DHIS2: set the code there, or correct the identifier: U1, U2, U3, U4, U5 ….")]
    public void OfPlaces_Many_NamesFive(int count, string message) => Assert.Equal(message, Assert.Single(OfPlaces([.. Enumerable.Range(1, count).Select(n => $"U{n}")], [])).Message);

    [Fact]
    public void OfPlaces_UnassignedOnly_IsGoodWithANote()
    {
        var findings = OfPlaces(["A"], [Unit("A")], Set with { Thing = Thing("MALARIA") with { Code = null } });

        Assert.Equal([(false, "1 places are organisation units of DHIS2."), (false, Dhis2Codes.MappingMismatch + ": 1 of 1 places are not assigned to the data set name-MALARIA: assign them if they report it: A.")], findings.Select(f => (f.IsFault, f.Message)));
        Assert.Equal([false, true], findings.Select(f => f.IsNote));
    }

    private static IReadOnlyList<Dhis2Finding> OfPlaces(IReadOnlyList<string> units, Dhis2OrgUnit[] found, Dhis2DataSet? set = null) =>
        Dhis2Comparison.OfPlaces(units, found.ToLookup(unit => unit.Thing.Code), [set ?? Set]);

    private static void AssertFault(IEnumerable<Dhis2Finding> findings, string? message)
    {
        var found = findings.ToList();
        if (message is null)
        {
            Assert.DoesNotContain(found, finding => finding.IsFault);
            return;
        }

        var fault = Assert.Single(found);
        Assert.Equal((true, false, $"{Dhis2Codes.MappingMismatch}: {message}"), (fault.IsFault, fault.IsNote, fault.Message));
    }

    private static void AssertNote(IEnumerable<Dhis2Finding> findings, (string Code, string Message)? note)
    {
        var found = findings.ToList();
        Assert.DoesNotContain(found, finding => finding.IsFault);
        Assert.StartsWith("The data set MALARIA (Weekly) has the 1 data elements", found[0].Message, StringComparison.Ordinal);
        Assert.Equal(note is null ? 1 : 2, found.Count);
        if (note is { } expected)
        {
            Assert.True(found[1].IsNote);
            Assert.StartsWith($"{expected.Code}: {expected.Message}", found[1].Message, StringComparison.Ordinal);
        }
    }

    private static Dhis2Thing Thing(string code) => new($"id-{code}", code, $"name-{code}", new Dictionary<string, string>());

    private static Dhis2OrgUnit Unit(string code, params string[] sets) => new(Thing(code), sets.ToHashSet());
}
