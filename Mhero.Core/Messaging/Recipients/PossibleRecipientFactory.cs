using Hl7.Fhir.Model;
using Mhero.Core.Fhir;
using Mhero.Core.Mapping.Places;
using Mhero.Core.Mapping.Profiles;

namespace Mhero.Core.Messaging.Recipients;

/// <summary>Takes from a Practitioner, Patient or Person what matters for a message.</summary>
internal sealed class PossibleRecipientFactory(WorkerToProfile toProfile, TimeProvider time)
{
    /// <summary>The person as a candidate.</summary>
    /// <param name="person">The resource.</param>
    /// <param name="lead">How the request led there.</param>
    public PossibleRecipient Make(DomainResource person, RecipientReference lead)
    {
        var profile = ProfileOf(person);
        return new PossibleRecipient
        {
            Person = lead.Reference,
            Path = lead.Path,
            Contact = toProfile.ContactOf(person),
            Links = person is Person { Link: var links } ? [.. links.Select(l => ResourceLocation.RelativeOf(l.Target?.Reference)).OfType<string>()] : [],
            IsInactive = !profile.Active,
            OptedOut = person.Meta?.Tag.Any(t => t is { System: MheroSystems.Tags, Code: MheroSystems.OptedOutTag }) is true,
            Number = NumberOf(profile),
            Numbers = [.. profile.Numbers, .. profile.WhatsApp],
            Language = profile.Language,
            Places = lead.Places,
        };
    }

    /// <summary>The profile of the person, in the form that both sides share; places are not looked up for it.</summary>
    public WorkerProfile ProfileOf(DomainResource person) =>
        toProfile.Map(new(new HealthWorker(person, []), PlaceIndex.Empty, DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime))).Value;

    /// <summary>The first number or WhatsApp address, for a contact to be made with; null when there is none.</summary>
    public static string? NumberOf(WorkerProfile profile) =>
        profile.Numbers.Count > 0 ? profile.Numbers[0] : profile.WhatsApp.Count > 0 ? profile.WhatsApp[0] : null;
}
