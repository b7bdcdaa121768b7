using Hl7.Fhir.Model;

namespace Mhero.Core.Messaging.Recipients;

/// <summary>
/// One recipient as a request names it, who may stand for many people: a reference to a Practitioner, PractitionerRole,
/// Patient, Person, Group, Location, Organization or CareTeam, an identifier of one, or a search for some.
/// </summary>
/// <param name="Reference">The reference; its text may be a search, <c>PractitionerRole?role=…&amp;location=…</c>.</param>
/// <param name="Path">Where the request names it, for faults and for who is left out.</param>
public sealed record RecipientTarget(ResourceReference Reference, string Path)
{
    /// <summary>The resource itself, when the request carries it (<c>contained</c>).</summary>
    public DomainResource? Contained { get; init; }

    /// <summary>A target from code.</summary>
    /// <param name="text">A literal reference or a search.</param>
    public static RecipientTarget Of(string text) => new(new ResourceReference(text), text);
}
