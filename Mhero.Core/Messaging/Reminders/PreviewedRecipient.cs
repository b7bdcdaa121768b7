namespace Mhero.Core.Messaging.Reminders;

/// <summary>A person who would get a reminder.</summary>
/// <param name="Person">Reference in the registry (<c>Practitioner/123</c>); null for a person whom it does not know.</param>
/// <param name="Contact">The contact in RapidPro; null while there is none.</param>
/// <param name="Language">The language in which it would come, ISO 639-3; null for a flow.</param>
/// <param name="Places">The facilities that have not reported, or where the person works.</param>
public sealed record PreviewedRecipient(string? Person, Guid? Contact, string? Language, IReadOnlyList<string> Places)
{
    /// <summary>The person's name in the registry; null for a person without one, and beyond the first hundred people.</summary>
    public string? Name { get; init; }

    /// <summary>The names of <see cref="Places"/>, in their order; the reference in place of a name that is not known.</summary>
    public IReadOnlyList<string> PlaceNames { get; init; } = Places;
}
