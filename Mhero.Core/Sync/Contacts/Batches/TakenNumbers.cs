using Mhero.Core.Mapping.Profiles;


namespace Mhero.Core.Sync.Contacts.Batches;

/// <summary>
/// Numbers of a worker that another contact took over in RapidPro, which moves a URN to the contact that is assigned it
/// without notice. The registry keeps such a number until a person has decided, since no person removed it.
/// Addresses are those of a profile: E.164 for telephone, digits or a business-scoped id for WhatsApp.
/// </summary>
internal static class TakenNumbers
{
    /// <summary>The numbers and WhatsApp addresses of a profile.</summary>
    public static IEnumerable<string> AddressesOf(WorkerProfile profile) => profile.Numbers.Concat(profile.WhatsApp);

    /// <summary>What another contact has of the pair's numbers: found now or noted before, and still the worker's.</summary>
    public static HashSet<string> Of(Pair pair, WorkerProfile registry, WorkerProfile contact)
    {
        var taken = new HashSet<string>(pair.TakenNumbers.Concat(pair.ContactRow?.Row.Taken ?? []).Except(pair.ReleasedNumbers), StringComparer.Ordinal);
        taken.IntersectWith(AddressesOf(registry));
        taken.ExceptWith(AddressesOf(contact));
        return taken;
    }

    /// <summary>
    /// Makes the merge see a taken number as one that the contact still has, and one that is free again as one that the
    /// registry has just added.
    /// </summary>
    public static (WorkerProfile? LastRegistry, WorkerProfile? LastContact, WorkerProfile Contact) Hold(
        HashSet<string> taken, HashSet<string> released, WorkerProfile? lastRegistry, WorkerProfile? lastContact, WorkerProfile contact)
    {
        if (lastRegistry is null || lastContact is null || (taken.Count == 0 && released.Count == 0))
        {
            return (lastRegistry, lastContact, contact);
        }

        var before = With(Without(lastContact, released), lastRegistry, taken);
        return (Without(lastRegistry, released), before, With(contact, before, taken));
    }

    /// <summary>The profile without these addresses.</summary>
    public static WorkerProfile Without(WorkerProfile profile, HashSet<string> addresses) => addresses.Count == 0 ? profile : profile with
    {
        Numbers = [.. profile.Numbers.Where(n => !addresses.Contains(n))],
        WhatsApp = [.. profile.WhatsApp.Where(w => !addresses.Contains(w))],
    };

    private static WorkerProfile With(WorkerProfile profile, WorkerProfile model, HashSet<string> addresses) => profile with
    {
        Numbers = With(profile.Numbers, model.Numbers, addresses),
        WhatsApp = With(profile.WhatsApp, model.WhatsApp, addresses),
    };

    /// <summary>The list with these addresses of a model list, in the model's order where that is the list's own.</summary>
    private static List<string> With(IReadOnlyList<string> list, IReadOnlyList<string> model, HashSet<string> addresses)
    {
        var inOrder = model.Where(a => list.Contains(a) || addresses.Contains(a)).ToList();
        return inOrder.Where(list.Contains).SequenceEqual(list, StringComparer.Ordinal)
            ? inOrder
            : [.. list.Union(model.Where(addresses.Contains), StringComparer.Ordinal)];
    }
}
