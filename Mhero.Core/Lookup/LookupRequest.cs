using Mhero.Core.RapidPro;

namespace Mhero.Core.Lookup;

/// <summary>A question of a flow, for one contact.</summary>
/// <param name="Question">The question.</param>
public sealed record LookupRequest(LookupQuestion Question)
{
    /// <summary>UUID of the contact who asks; null when only a URN identifies it.</summary>
    public Guid? Contact { get; init; }

    /// <summary>URN of the contact who asks.</summary>
    public Urn? Urn { get; init; }

    /// <summary>The subject of a question about a contact, a UUID or a URN; null for the contact who asks.</summary>
    public string? About { get; init; }

    /// <summary>The contact's text: a name, a code, a number. Not to be trusted.</summary>
    public string? Text { get; init; }

    /// <summary>The contact's text for the last name. Not to be trusted.</summary>
    public string? LastName { get; init; }

    /// <summary>Which entry of the menu the contact chose. Not to be trusted.</summary>
    public string? Choice { get; init; }

    /// <summary>Which facility: an id that a look-up gave, an identifier or a name; null for the one where the contact works.</summary>
    public string? Facility { get; init; }

    /// <summary>What counts as a report: canonical URL of a Questionnaire or Measure, or the UUID of a flow.</summary>
    public string? Form { get; init; }

    /// <summary>In which period; null for the week.</summary>
    public string? Period { get; init; }

    /// <summary>System of an identifier; null for the configured ones.</summary>
    public string? System { get; init; }
}
