using Mhero.Core.Mapping.Profiles;
using Mhero.Core.Sync.Contacts.Bulk;

namespace Mhero.Core.Tests.Sync.Contacts.Bulk;

/// <summary>What the merge takes as the last states of a pair whose contact an import has changed.</summary>
public sealed class ImportedBaseTests
{
    private static readonly BulkRow Row = new()
    {
        Load = "1",
        Attributes = [ProfileAttributes.Name, "fields.district"],
        Registry = Of("Ann", "North"),
    };

    [Fact]
    public void Of_LinkedContactHasTheValues_TheRowIsTheLastStateOfBoth()
    {
        var (registry, contact) = ImportedBase.Of([(Row, Of("Ann", "North"))], Of("Old", "South"), Of("Old", "South"), Of("Ann", "North"));

        AssertSame(Of("Ann", "North"), registry);
        AssertSame(Of("Ann", "North"), contact);
    }

    [Fact]
    public void Of_LinkedContactHasOneValue_OnlyThatOneIsTaken()
    {
        var (registry, contact) = ImportedBase.Of([(Row, Of("Ann", "North"))], Of("Old", "South"), Of("Old", "South"), Of("Ann", "West"));

        AssertSame(Of("Ann", "South"), registry);
        AssertSame(Of("Ann", "South"), contact);
    }

    [Fact]
    public void Of_LinkedContactHasNoneOfTheValues_TheLedgerCounts()
    {
        var (registry, contact) = ImportedBase.Of([(Row, Of("Ann", "North"))], Of("Old", "South"), Of("Old", "South"), Of("Bob", "West"));

        AssertSame(Of("Old", "South"), registry);
        AssertSame(Of("Old", "South"), contact);
    }

    [Fact]
    public void Of_NewContactWithAnotherName_TheContactChangedSinceTheFile()
    {
        var (registry, contact) = ImportedBase.Of([(Row, Of("Ann", "North"))], null, null, Of("Edited", "North"));

        AssertSame(Of("Ann", "North"), registry);
        AssertSame(Of("Ann", "North"), contact);
    }

    [Fact]
    public void Of_NewContactWithoutAValue_TheRegistryCountsAsChanged()
    {
        var (registry, contact) = ImportedBase.Of([(Row, Of("Ann", "North"))], null, null, Of("Ann", null));

        AssertSame(Of("Ann", null), registry);
        AssertSame(Of("Ann", null), contact);
    }

    [Fact]
    public void Of_NewContactLacksANumberOfTheFile_TheRegistryKeepsIt()
    {
        var row = Row with { Attributes = [.. Row.Attributes, ProfileAttributes.Numbers], Registry = Row.Registry with { Numbers = ["+1", "+2"] } };
        var file = Of("Ann", "North") with { Numbers = ["+1", "+2"] };

        var (registry, contact) = ImportedBase.Of([(row, file)], null, null, Of("Ann", "North") with { Numbers = ["+1"] });

        Assert.Equal(["+1"], registry!.Numbers);
        Assert.Equal(["+1"], contact!.Numbers);
    }

    [Fact]
    public void Of_NewContactWithTheValuesOfAnEarlierFile_TheRegistryChangedSinceThatFile()
    {
        var earlier = Row with { Registry = Of("Ann", "East") };

        var (registry, contact) = ImportedBase.Of([(Row, Of("Ann", "North")), (earlier, Of("Ann", "East"))], null, null, Of("Ann", "East"));

        AssertSame(Of("Ann", "East"), registry);
        AssertSame(Of("Ann", "East"), contact);
    }

    [Fact]
    public void IsImported_SeenBefore_OnlyTheWholeRowIsASecondImport()
    {
        var seen = Row with { SeenAt = DateTimeOffset.UnixEpoch };

        Assert.True(ImportedBase.IsImported(Row, Of("Ann", "North"), Of("Ann", "West")));
        Assert.False(ImportedBase.IsImported(seen, Of("Ann", "North"), Of("Ann", "West")));
        Assert.True(ImportedBase.IsImported(seen, Of("Ann", "North"), Of("Ann", "North")));
    }

    [Fact]
    public void Without_ContactOfAnotherWorker_KeepsItsOwnValuesAndNumbers()
    {
        var file = Of("Ann", "North") with { Numbers = ["+1", "+2"] };
        var last = Of("Zoe", "South") with { Numbers = ["+9"] };
        var now = Of("Ann", "West") with { Numbers = ["+9", "+1", "+2", "+7"] };

        var (contact, attributes) = ImportedBase.Without(Row, file, last, now);

        Assert.Equal(("Zoe", "West"), (contact.Name, contact.Fields["district"]));
        Assert.Equal(["+9", "+7"], contact.Numbers);
        Assert.Equal([ProfileAttributes.Name, ProfileAttributes.Numbers], attributes.Order());
    }

    private static WorkerProfile Of(string name, string? district) =>
        new() { Name = name, Fields = district is null ? new Dictionary<string, string>() : new Dictionary<string, string> { ["district"] = district } };

    private static void AssertSame(WorkerProfile expected, WorkerProfile? actual) => Assert.Empty(ProfileComparer.Differences(expected, actual!));
}
