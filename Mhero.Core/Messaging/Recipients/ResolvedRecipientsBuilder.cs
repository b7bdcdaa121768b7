using Mhero.Core.Messaging.Requests;

namespace Mhero.Core.Messaging.Recipients;

/// <summary>An audience while it is being found.</summary>
internal sealed class ResolvedRecipientsBuilder(int max)
{
    private readonly HashSet<string> _visited = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<string>> _places = new(StringComparer.Ordinal);

    /// <summary>People as they were found; two of them may still be one.</summary>
    public List<PossibleRecipient> People { get; } = [];

    /// <summary>Those who are left out so far.</summary>
    public List<LeftOutRecipient> Left { get; } = [];

    /// <summary>Faults of the request.</summary>
    public List<RequestFault> Faults { get; } = [];

    /// <summary>Whether there are more than may be reached.</summary>
    public bool IsTooLarge => People.Count > max;

    /// <summary>Whether a resource comes for the first time. The places of each role that leads there are kept.</summary>
    public bool IsNew(RecipientReference lead)
    {
        if (lead.Places.Count > 0)
        {
            var places = _places.TryGetValue(lead.Reference, out var known) ? known : _places[lead.Reference] = [];
            places.AddRange(lead.Places.Except(places).ToList());
        }

        return _visited.Add(lead.Reference);
    }

    /// <summary>The Locations of all roles that lead to a person: a worker with roles at two facilities works at both.</summary>
    public IReadOnlyList<string> PlacesOf(PossibleRecipient person) =>
        person.Person is { } reference && _places.TryGetValue(reference, out var places) ? places : person.Places;

    /// <summary>Takes a person.</summary>
    public void Add(PossibleRecipient person) => People.Add(person);

    /// <summary>Leaves a person out.</summary>
    public void LeaveOut(LeftOutRecipient one) => Left.Add(one);

    /// <summary>Notes that the registry does not have a resource: a fault when the request itself names it.</summary>
    public void Missing(RecipientReference lead)
    {
        if (lead.IsNamed)
        {
            Faults.Add(new(MessagingCodes.UnknownReference, lead.Path, $"The registry has no {lead.Reference}."));
        }
        else
        {
            LeaveOut(new(lead.Reference, MessagingCodes.PersonUnknown, "The registry does not have it.", lead.Path));
        }
    }
}
