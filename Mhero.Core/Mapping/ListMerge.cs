namespace Mhero.Core.Mapping;

/// <summary>
/// Merges ordered lists of addresses element by element: what either side added or took away since its own last-seen
/// list is done on the other. An address that one side added and the other took away stays, since a lost number costs
/// more than a spare one.
/// </summary>
internal sealed class ListMerge
{
    private readonly IReadOnlyList<string> lastRegistry;
    private readonly IReadOnlyList<string> lastContact;
    private readonly IReadOnlyList<string> registry;
    private readonly IReadOnlyList<string> contact;
    private readonly bool registryChanged;
    private readonly bool contactChanged;

    public ListMerge(
        IReadOnlyList<string> lastRegistry,
        IReadOnlyList<string> lastContact,
        IReadOnlyList<string> registry,
        IReadOnlyList<string> contact)
    {
        this.lastRegistry = lastRegistry;
        this.lastContact = lastContact;
        this.registry = registry;
        this.contact = contact;
        registryChanged = !registry.SequenceEqual(lastRegistry, StringComparer.Ordinal);
        contactChanged = !contact.SequenceEqual(lastContact, StringComparer.Ordinal);
    }

    /// <summary>Both sides' changes on both sides; the order is that of the side that changed, or the winner's.</summary>
    public (IReadOnlyList<string> Registry, IReadOnlyList<string> Contact) TwoWay(bool hasBase, MergeSide winner)
    {
        if (!registryChanged && !contactChanged)
        {
            return (registry, contact);
        }

        var registryLeads = hasBase && registryChanged != contactChanged ? registryChanged : winner == MergeSide.Registry;
        var order = registryLeads ? registry.Union(contact, StringComparer.Ordinal) : contact.Union(registry, StringComparer.Ordinal);
        List<string> forRegistry = [];
        List<string> forContact = [];
        foreach (var address in order)
        {
            var inRegistry = registry.Contains(address);
            var inContact = contact.Contains(address);
            var added = (inRegistry && !lastRegistry.Contains(address)) || (inContact && !lastContact.Contains(address));
            var removed = !added
                && ((!inRegistry && lastRegistry.Contains(address)) || (!inContact && lastContact.Contains(address)));
            if (added || (inRegistry && !removed))
            {
                forRegistry.Add(address);
            }

            if (added || (inContact && !removed))
            {
                forContact.Add(address);
            }
        }

        return (Arrange(registry, forRegistry, forContact), Arrange(contact, forContact, forRegistry));
    }

    /// <summary>
    /// The registry stays as it is; the contact gets its changes, and gets back the entries that it removed. Entries that RapidPro added stay
    /// there, because a worker who writes from a number that was taken away would become a second contact. RapidPro
    /// also moves the number that last sent a message to the front, which alone does not justify a write.
    /// </summary>
    public (IReadOnlyList<string> Registry, IReadOnlyList<string> Contact) OneWay(bool hasBase)
    {
        if (!registryChanged && !contactChanged)
        {
            return (registry, contact);
        }

        var registryLeads = registryChanged || !hasBase;
        var order = registryLeads ? registry.Union(contact, StringComparer.Ordinal) : contact.Union(registry, StringComparer.Ordinal);
        List<string> forContact = [];
        foreach (var address in order)
        {
            var wanted = registry.Contains(address)
                ? contact.Contains(address) || lastContact.Contains(address) || !lastRegistry.Contains(address)
                : contact.Contains(address) && !(lastRegistry.Contains(address) && lastContact.Contains(address));
            if (wanted)
            {
                forContact.Add(address);
            }
        }

        return (registry, forContact);
    }

    /// <summary>
    /// The side's own order, when it has all that it should and the addresses of both sides come in the wanted order:
    /// where it puts those that the other side does not have is its own affair.
    /// </summary>
    private static List<string> Arrange(IReadOnlyList<string> own, List<string> wanted, List<string> other)
    {
        var kept = own.Where(wanted.Contains).ToList();
        return kept.Count == wanted.Count && kept.Where(other.Contains).SequenceEqual(wanted.Where(other.Contains), StringComparer.Ordinal)
            ? kept
            : wanted;
    }
}
