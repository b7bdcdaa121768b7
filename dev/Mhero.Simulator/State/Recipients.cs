namespace Mhero.Simulator.State;

/// <summary>The recipients of a broadcast or flow start, as requested.</summary>
/// <param name="Contacts">Numbers of contacts, in their order.</param>
/// <param name="Groups">Groups; their members at the time of processing count.</param>
/// <param name="Urns">URNs; one without a contact becomes a contact.</param>
internal sealed record Recipients(IReadOnlyList<int> Contacts, IReadOnlyList<GroupEntry> Groups, IReadOnlyList<StoredUrn> Urns)
{
    public bool IsEmpty => Contacts.Count == 0 && Groups.Count == 0 && Urns.Count == 0;
}
