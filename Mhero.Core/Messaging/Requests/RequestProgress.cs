using Hl7.Fhir.Model;
using Mhero.Core.Fhir;

namespace Mhero.Core.Messaging.Requests;

/// <summary>The progress of a request.</summary>
/// <param name="Id">The request.</param>
/// <param name="State">The state.</param>
/// <param name="Recipients">How many people are in which state (<c>planned</c>, <c>sent</c>, <c>completed</c>, <c>notDone</c>, <c>leftOut</c>, <c>unknown</c>).</param>
/// <param name="Resource">The request as mHero keeps it.</param>
public sealed record RequestProgress(Guid Id, RequestState State, IReadOnlyDictionary<string, int> Recipients, CommunicationRequest Resource)
{
    /// <summary>The request with its progress as an extension a state (<see cref="MheroSystems.Progress"/>).</summary>
    public CommunicationRequest ToResource()
    {
        var resource = (CommunicationRequest)Resource.DeepCopy();
        resource.Extension.AddRange(Recipients.OrderBy(r => r.Key, StringComparer.Ordinal).Select(r => new Extension
        {
            Url = MheroSystems.Progress,
            Extension = [new("state", new Code(r.Key)), new("count", new UnsignedInt(r.Value))],
        }));
        return resource;
    }
}
