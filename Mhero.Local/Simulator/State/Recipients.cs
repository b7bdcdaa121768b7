namespace Mhero.Local.Simulator.State;

/// <summary>Whom a broadcast or flow start is for, as it was asked for.</summary>
/// <param name="Contacts">Numbers of contacts, in their order.</param>
/// <param name="Groups">Groups; who is in them when it is worked off counts.</param>
/// <param name="Urns">URNs; one that nobody has becomes a contact.</param>
internal sealed record Recipients(IReadOnlyList<int> Contacts, IReadOnlyList<GroupEntry> Groups, IReadOnlyList<StoredUrn> Urns)
{
    public bool IsEmpty => Contacts.Count == 0 && Groups.Count == 0 && Urns.Count == 0;
}
