namespace Mhero.Core.Mapping.Profiles;

/// <summary>
/// Merges ordered lists of addresses element by element: what either side added or took away since its own last-seen
/// list is done on the other. An address that one side added and the other took away stays, since a lost number costs
/// more than a spare one.
/// </summary>
internal sealed class ListMerge
{
    private readonly IReadOnlyList<string> _lastRegistry;
    private readonly IReadOnlyList<string> _lastContact;
    private readonly IReadOnlyList<string> _registry;
    private readonly IReadOnlyList<string> _contact;
    private readonly bool _registryChanged;
    private readonly bool _contactChanged;

    public ListMerge(
        IReadOnlyList<string> lastRegistry,
        IReadOnlyList<string> lastContact,
        IReadOnlyList<string> registry,
        IReadOnlyList<string> contact)
    {
        _lastRegistry = lastRegistry;
        _lastContact = lastContact;
        _registry = registry;
        _contact = contact;
        _registryChanged = !registry.SequenceEqual(lastRegistry, StringComparer.Ordinal);
        _contactChanged = !contact.SequenceEqual(lastContact, StringComparer.Ordinal);
    }

    /// <summary>Both sides' changes on both sides; the order is that of the side that changed, or the winner's.</summary>
    public (IReadOnlyList<string> Registry, IReadOnlyList<string> Contact) TwoWay(bool hasBase, MergeSide winner)
    {
        if (!_registryChanged && !_contactChanged)
        {
            return (_registry, _contact);
        }

        var registryLeads = hasBase && _registryChanged != _contactChanged ? _registryChanged : winner == MergeSide.Registry;
        var order = registryLeads ? _registry.Union(_contact, StringComparer.Ordinal) : _contact.Union(_registry, StringComparer.Ordinal);
        List<string> forRegistry = [];
        List<string> forContact = [];
        foreach (var address in order)
        {
            var inRegistry = _registry.Contains(address);
            var inContact = _contact.Contains(address);
            var added = (inRegistry && !_lastRegistry.Contains(address)) || (inContact && !_lastContact.Contains(address));
            var removed = !added
                && ((!inRegistry && _lastRegistry.Contains(address)) || (!inContact && _lastContact.Contains(address)));
            if (added || (inRegistry && !removed))
            {
                forRegistry.Add(address);
            }

            if (added || (inContact && !removed))
            {
                forContact.Add(address);
            }
        }

        return (Arrange(_registry, forRegistry, forContact), Arrange(_contact, forContact, forRegistry));
    }

    /// <summary>
    /// The registry stays as it is; the contact gets its changes, and gets back the entries that it removed. Entries that RapidPro added stay
    /// there, because a worker who writes from a number that was taken away would become a second contact. RapidPro
    /// also moves the number that last sent a message to the front, which alone does not justify a write.
    /// </summary>
    public (IReadOnlyList<string> Registry, IReadOnlyList<string> Contact) OneWay(bool hasBase)
    {
        if (!_registryChanged && !_contactChanged)
        {
            return (_registry, _contact);
        }

        var registryLeads = _registryChanged || !hasBase;
        var order = registryLeads ? _registry.Union(_contact, StringComparer.Ordinal) : _contact.Union(_registry, StringComparer.Ordinal);
        List<string> forContact = [];
        foreach (var address in order)
        {
            var wanted = _registry.Contains(address)
                ? _contact.Contains(address) || _lastContact.Contains(address) || !_lastRegistry.Contains(address)
                : _contact.Contains(address) && !(_lastRegistry.Contains(address) && _lastContact.Contains(address));
            if (wanted)
            {
                forContact.Add(address);
            }
        }

        return (_registry, forContact);
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
