using Mhero.Core.Mapping.Profiles;


namespace Mhero.Core.Tests.Mapping;

public class ProfileMergeTests
{
    private const string A = "+250788000001";
    private const string B = "+250788000002";
    private const string C = "+250788000003";

    private static readonly WorkerProfile Agreed = new()
    {
        Name = "Aline Uwase",
        Language = "kin",
        Numbers = [A],
        Fields = new Dictionary<string, string> { ["cadre"] = "Nurse", ["district"] = "Gasabo" },
    };

    [Theory]
    [InlineData(ConflictPolicy.RegistryWins, "Midwife")]
    [InlineData(ConflictPolicy.RapidProWins, "Doctor")]
    public void Merge_BothChangedDifferently_IsAConflictThatThePolicyDecides(ConflictPolicy policy, string winner)
    {
        var result = ProfileMerge.Merge(Input(WithCadre("Midwife"), WithCadre("Doctor")) with { Policy = policy });

        var conflict = Assert.Single(result.Conflicts);
        Assert.Equal(("fields.cadre", "Midwife", "Doctor"), (conflict.Attribute, conflict.RegistryValue, conflict.RapidProValue));
        Assert.Equal(policy == ConflictPolicy.RegistryWins ? MergeSide.Registry : MergeSide.RapidPro, conflict.Winner);
        Assert.Equal(winner, result.Registry.Fields["cadre"]);
        Assert.Equal(winner, result.Contact.Fields["cadre"]);
    }

    [Fact]
    public void Merge_BothChangedToTheSame_WritesNothing()
    {
        var result = ProfileMerge.Merge(Input(WithCadre("Midwife"), WithCadre("Midwife")));

        Assert.Empty(result.RegistryChanges);
        Assert.Empty(result.ContactChanges);
        Assert.Empty(result.Conflicts);
    }

    [Fact]
    public void Merge_RemovedOnOneSide_IsRemovedOnTheOther()
    {
        var result = ProfileMerge.Merge(Input(Agreed, WithCadre(null) with { Language = null }));

        Assert.Equal(["fields.cadre", "language"], result.RegistryChanges.Order());
        Assert.Null(result.Registry.Language);
        Assert.False(result.Registry.Fields.ContainsKey("cadre"));
    }

    [Fact]
    public void Merge_OneNumberForAnotherOnBothSides_KeepsBoth()
    {
        var result = ProfileMerge.Merge(Input(Agreed with { Numbers = [B] }, Agreed with { Numbers = [C] }));

        Assert.Equal([B, C], result.Registry.Numbers);
        Assert.Equal([B, C], result.Contact.Numbers);
    }

    [Fact]
    public void Merge_NumbersReordered_TakesTheOrderOfTheSideThatChanged()
    {
        var two = Agreed with { Numbers = [A, B] };

        var result = ProfileMerge.Merge(new MergeInput(two, two, two, Agreed with { Numbers = [B, A] }, ConflictPolicy.RegistryWins, SyncDirection.TwoWay));

        Assert.Equal([B, A], result.Registry.Numbers);
        Assert.Empty(result.ContactChanges);
    }

    [Fact]
    public void Merge_NumberThatOneSideNeverTook_IsNoChange()
    {
        // The other contact's number was not stolen; the registry still has it.
        var registry = Agreed with { Numbers = [A, B] };

        var result = ProfileMerge.Merge(new MergeInput(registry, Agreed, registry, Agreed with { Name = "Aline" }, ConflictPolicy.RegistryWins, SyncDirection.TwoWay));

        Assert.Equal(["name"], result.RegistryChanges);
        Assert.Empty(result.ContactChanges);
    }

    [Theory]
    [InlineData(ConflictPolicy.RegistryWins, "Aline Uwase", new[] { A, B })]
    [InlineData(ConflictPolicy.RapidProWins, "Aline U.", new[] { B, A })]
    public void Merge_FirstMeeting_FillsWhatIsMissingAndUnitesNumbers(ConflictPolicy policy, string name, string[] numbers)
    {
        var registry = Agreed with { Language = null };
        var contact = new WorkerProfile { Name = "Aline U.", Language = "fra", Numbers = [B] };

        var result = ProfileMerge.Merge(new MergeInput(null, null, registry, contact, policy, SyncDirection.TwoWay));

        Assert.Equal("name", Assert.Single(result.Conflicts).Attribute);
        foreach (var target in new[] { result.Registry, result.Contact })
        {
            Assert.Equal((name, "fra", "Nurse"), (target.Name, target.Language, target.Fields["cadre"]));
            Assert.Equal(numbers, target.Numbers);
        }
    }

    [Fact]
    public void Merge_FirstMeeting_SpellingsOfOneValueAreNoConflict()
    {
        var registry = new WorkerProfile { Name = new string('A', 80), Language = "swa" };
        var contact = new WorkerProfile { Name = new string('A', 64), Language = "swh" };

        var result = ProfileMerge.Merge(new MergeInput(null, null, registry, contact, ConflictPolicy.RapidProWins, SyncDirection.TwoWay));

        Assert.Empty(result.RegistryChanges);
        Assert.Empty(result.ContactChanges);
        Assert.Empty(result.Conflicts);
    }

    [Fact]
    public void Merge_Inactive_ReachesTheTargetAndIsNeverWritten()
    {
        var result = ProfileMerge.Merge(Input(Agreed with { Active = false }, Agreed));

        Assert.False(result.Contact.Active);
        Assert.Empty(result.ContactChanges);
        Assert.True(ProfileMerge.Merge(Input(Agreed, Agreed with { Active = false })).Registry.Active);
    }

    [Fact]
    public void Merge_RegistryToRapidPro_PutsBackWhatTheRegistrySaysAndLeavesTheRest()
    {
        var agreed = Agreed with { Language = null };
        var contact = WithCadre("Doctor") with { Name = null, Language = "fra", Numbers = [C] };

        var result = ProfileMerge.Merge(new MergeInput(agreed, agreed, agreed, contact, ConflictPolicy.RapidProWins, SyncDirection.RegistryToRapidPro));

        Assert.Empty(result.RegistryChanges);
        Assert.Equal(["fields.cadre", "name", "numbers"], result.ContactChanges.Order());
        Assert.Equal(("Aline Uwase", "fra", "Nurse"), (result.Contact.Name, result.Contact.Language, result.Contact.Fields["cadre"]));
        Assert.Equal([C, A], result.Contact.Numbers);
    }

    [Fact]
    public void Merge_RegistryToRapidPro_RapidProsOwnReorderingIsNoReasonForAWrite()
    {
        var two = Agreed with { Numbers = [A, B] };

        var result = ProfileMerge.Merge(new MergeInput(two, two, two, two with { Numbers = [B, A] }, ConflictPolicy.RegistryWins, SyncDirection.RegistryToRapidPro));

        Assert.Empty(result.ContactChanges);
    }

    [Fact]
    public void Merge_RegistryOnlyAttribute_IsPutBackInATwoWaySync()
    {
        var contact = Agreed with { Fields = new Dictionary<string, string> { ["cadre"] = "Doctor", ["district"] = "Kicukiro" } };

        var result = ProfileMerge.Merge(Input(Agreed, contact) with { RegistryOnly = new HashSet<string> { "fields.district" } });

        Assert.Equal(["fields.cadre"], result.RegistryChanges);
        Assert.Equal(["fields.district"], result.ContactChanges);
        Assert.Equal("Gasabo", result.Contact.Fields["district"]);
    }

    [Fact]
    public void Merge_FieldThatTheWorkspaceLacks_IsNoRemoval()
    {
        var contact = WithCadre(null) with { Unknown = ["fields.cadre"] };

        Assert.Empty(ProfileMerge.Merge(Input(Agreed, contact)).RegistryChanges);
        Assert.Equal(["fields.cadre"], ProfileMerge.Merge(Input(WithCadre("Midwife"), contact)).ContactChanges);
    }

    [Fact]
    public void Merge_RegistryCannotSay_IsDeferredUntilItCan()
    {
        var unsure = WithCadre(null) with { Unknown = ["fields.cadre"] };
        var contact = WithCadre("Doctor");

        var first = ProfileMerge.Merge(Input(unsure, contact));

        Assert.Empty(first.RegistryChanges);
        Assert.Empty(first.ContactChanges);
        Assert.Equal(["fields.cadre"], first.Deferred);

        var lastRegistry = ProfileMerge.LastSeen(first.Registry, Agreed, first.Deferred);
        var lastContact = ProfileMerge.LastSeen(first.Contact, Agreed, first.Deferred);
        var second = ProfileMerge.Merge(new MergeInput(lastRegistry, lastContact, Agreed, contact, ConflictPolicy.RegistryWins, SyncDirection.TwoWay));

        Assert.Equal(["fields.cadre"], second.RegistryChanges);
        Assert.Equal("Doctor", second.Registry.Fields["cadre"]);
    }

    [Fact]
    public void Merge_HiddenNumbers_AreDeferred()
    {
        var contact = Agreed with { Numbers = [], Unknown = ["numbers", "whatsapp"] };

        var result = ProfileMerge.Merge(Input(Agreed with { Numbers = [B] }, contact));

        Assert.Empty(result.ContactChanges);
        Assert.Contains("numbers", result.Deferred);
        Assert.Equal([A], ProfileMerge.LastSeen(result.Contact, Agreed, result.Deferred).Numbers);
    }

    private static MergeInput Input(WorkerProfile registry, WorkerProfile contact) =>
        new(Agreed, Agreed, registry, contact, ConflictPolicy.RegistryWins, SyncDirection.TwoWay);

    private static WorkerProfile WithCadre(string? cadre)
    {
        var fields = new Dictionary<string, string>(Agreed.Fields);
        fields.Remove("cadre");
        if (cadre is not null)
        {
            fields["cadre"] = cadre;
        }

        return Agreed with { Fields = fields };
    }
}
