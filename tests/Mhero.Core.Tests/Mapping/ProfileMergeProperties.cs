using FsCheck.Xunit;
using Mhero.Core.Mapping.Profiles;

namespace Mhero.Core.Tests.Mapping;

[Properties(Arbitrary = [typeof(ProfileGenerators)], MaxTest = 1000)]
public class ProfileMergeProperties
{
    [Property]
    public void Merge_SidesThatAgree_ChangesNothing(WorkerProfile profile, MergeInput any, bool firstMeeting)
    {
        var input = any with { LastRegistry = profile, LastContact = profile, Registry = profile, Contact = Copy(profile) };
        AssertNothing(ProfileMerge.Merge(firstMeeting ? input with { LastRegistry = null, LastContact = null } : input));
    }

    [Property]
    public void Merge_NeitherSideChanged_ChangesNothing(MergeInput any, WorkerProfile lastContact) =>
        AssertNothing(ProfileMerge.Merge(any with { LastRegistry = any.Registry, LastContact = lastContact, Contact = Copy(lastContact) }));

    [Property]
    public void Merge_RegistryChanged_ArrivesInRapidPro(WorkerProfile agreed, WorkerProfile changed, ConflictPolicy policy)
    {
        var result = ProfileMerge.Merge(new MergeInput(agreed, agreed, changed, agreed, policy, SyncDirection.TwoWay));
        AssertSame(changed, result.Contact);
        AssertSame(changed, result.Registry);
        Assert.Empty(result.RegistryChanges);
        Assert.Empty(result.Conflicts);
    }

    [Property]
    public void Merge_ContactChanged_ArrivesInTheRegistryButForActive(WorkerProfile agreed, WorkerProfile changed, ConflictPolicy policy)
    {
        var result = ProfileMerge.Merge(new MergeInput(agreed, agreed, agreed, changed, policy, SyncDirection.TwoWay));
        AssertSame(changed with { Active = agreed.Active }, result.Registry);
        Assert.Empty(result.ContactChanges);
        Assert.Empty(result.Conflicts);
    }

    [Property]
    public void Merge_ContactChangedWhileItsChangesAreHeld_AdditionsArriveInTheRegistryAfterwards(WorkerProfile agreed, WorkerProfile changed, ConflictPolicy policy)
    {
        var during = ProfileMerge.Merge(new MergeInput(agreed, agreed, agreed, changed, policy, SyncDirection.RegistryToRapidPro) { HoldsAdditions = true });
        Assert.Empty(during.RegistryChanges);
        var contactBase = ProfileMerge.LastSeen(during.Contact, agreed, during.Held);

        var after = ProfileMerge.Merge(new MergeInput(agreed, contactBase, agreed, Copy(during.Contact), policy, SyncDirection.TwoWay));

        Assert.Empty(changed.Numbers.Except(after.Registry.Numbers));
        Assert.Empty(changed.WhatsApp.Except(after.Registry.WhatsApp));
        Assert.Equal(agreed.Language ?? changed.Language, after.Registry.Language);
        Assert.All(changed.Fields.Keys.Except(agreed.Fields.Keys), key => Assert.Equal(changed.Fields[key], after.Registry.Fields.GetValueOrDefault(key)));
    }

    [Property]
    public void Merge_DifferentAttributesChanged_KeepsBoth(WorkerProfile agreed, WorkerProfile one, WorkerProfile other, int choice)
    {
        bool ByRegistry(int bit) => (choice & (1 << bit)) != 0;
        WorkerProfile Mix(Func<int, WorkerProfile> of) => ProfileGenerators.Profile(
            of(0).Name, of(1).Language, of(2).Numbers, of(3).WhatsApp,
            of(4).Fields.GetValueOrDefault("cadre"), of(5).Fields.GetValueOrDefault("district"), agreed.Active);

        var registry = Mix(bit => ByRegistry(bit) ? one : agreed);
        var contact = Mix(bit => ByRegistry(bit) ? agreed : other);
        var both = Mix(bit => ByRegistry(bit) ? one : other);

        var result = ProfileMerge.Merge(new MergeInput(agreed, agreed, registry, contact, ConflictPolicy.RegistryWins, SyncDirection.TwoWay));

        AssertSame(both, result.Registry);
        AssertSame(both, result.Contact);
        Assert.Empty(result.Conflicts);
    }

    [Property]
    public void Merge_Again_ChangesNothing(MergeInput input)
    {
        var first = ProfileMerge.Merge(input);
        AssertNothing(ProfileMerge.Merge(input with
        {
            LastRegistry = first.Registry,
            LastContact = first.Contact,
            Registry = Copy(first.Registry),
            Contact = Copy(first.Contact),
        }));
    }

    /// <summary>The process may end after both writes and before the ledger's.</summary>
    [Property]
    public void Merge_AgainWithoutANewBase_ChangesNothing(MergeInput input)
    {
        var first = ProfileMerge.Merge(input);
        AssertNothing(ProfileMerge.Merge(input with { Registry = first.Registry, Contact = first.Contact }));
    }

    [Property]
    public void Merge_SidesSwapped_GivesTheMirrorImage(MergeInput any)
    {
        var input = any with
        {
            Direction = SyncDirection.TwoWay,
            RegistryOnly = new HashSet<string>(),
            Contact = any.Contact with { Active = any.Registry.Active },
        };
        var result = ProfileMerge.Merge(input);
        var mirror = ProfileMerge.Merge(input with
        {
            LastRegistry = input.LastContact,
            LastContact = input.LastRegistry,
            Registry = input.Contact,
            Contact = input.Registry,
            Policy = input.Policy == ConflictPolicy.RegistryWins ? ConflictPolicy.RapidProWins : ConflictPolicy.RegistryWins,
        });

        AssertSame(result.Registry, mirror.Contact);
        AssertSame(result.Contact, mirror.Registry);
        Assert.Equal(result.RegistryChanges, mirror.ContactChanges);
        Assert.Equal(
            result.Conflicts.Select(c => (c.Attribute, c.RegistryValue, c.RapidProValue, c.Winner == MergeSide.Registry)),
            mirror.Conflicts.Select(c => (c.Attribute, c.RapidProValue, c.RegistryValue, c.Winner == MergeSide.RapidPro)));
    }

    [Property]
    public void Merge_AnyInput_InventsNothingAndDoublesNothing(MergeInput input)
    {
        var result = ProfileMerge.Merge(input);
        foreach (var target in new[] { result.Registry, result.Contact })
        {
            Assert.Contains(target.Name, new[] { input.Registry.Name, input.Contact.Name });
            Assert.Contains(target.Language, new[] { input.Registry.Language, input.Contact.Language });
            Assert.Subset(input.Registry.Numbers.Union(input.Contact.Numbers).ToHashSet(), target.Numbers.ToHashSet());
            Assert.Subset(input.Registry.WhatsApp.Union(input.Contact.WhatsApp).ToHashSet(), target.WhatsApp.ToHashSet());
            Assert.Equal(target.Numbers.Distinct(), target.Numbers);
            foreach (var key in new[] { "cadre", "district" })
            {
                Assert.Contains(
                    target.Fields.GetValueOrDefault(key),
                    new[] { input.Registry.Fields.GetValueOrDefault(key), input.Contact.Fields.GetValueOrDefault(key) });
            }
        }
    }

    [Property]
    public void Merge_NumberAddedOnEitherSide_IsOnBoth(MergeInput any)
    {
        var input = any with { Direction = SyncDirection.TwoWay };
        var result = ProfileMerge.Merge(input);
        var added = input.Registry.Numbers.Except(input.LastRegistry?.Numbers ?? [])
            .Union(input.Contact.Numbers.Except(input.LastContact?.Numbers ?? []));
        Assert.All(added, number =>
        {
            Assert.Contains(number, result.Registry.Numbers);
            Assert.Contains(number, result.Contact.Numbers);
        });
    }

    [Property]
    public void Merge_Changes_NameExactlyWhatDiffers(MergeInput input)
    {
        var result = ProfileMerge.Merge(input);
        Assert.Equal(ProfileComparer.Differences(input.Registry, result.Registry).Order(), result.RegistryChanges.Order());
        Assert.Equal(
            ProfileComparer.Differences(input.Contact with { Active = input.Registry.Active }, result.Contact).Order(),
            result.ContactChanges.Order());
    }

    [Property]
    public void Merge_RegistryToRapidPro_NeverChangesTheRegistry(MergeInput any)
    {
        var result = ProfileMerge.Merge(any with { Direction = SyncDirection.RegistryToRapidPro });
        Assert.Empty(result.RegistryChanges);
        Assert.Same(any.Registry, result.Registry);
    }

    private static WorkerProfile Copy(WorkerProfile profile) => profile with
    {
        Numbers = [.. profile.Numbers],
        Fields = new Dictionary<string, string>(profile.Fields),
    };

    private static void AssertSame(WorkerProfile expected, WorkerProfile actual) => Assert.Empty(ProfileComparer.Differences(expected, actual));

    private static void AssertNothing(MergeResult result)
    {
        Assert.Empty(result.RegistryChanges);
        Assert.Empty(result.ContactChanges);
        Assert.Empty(result.Conflicts);
    }
}
