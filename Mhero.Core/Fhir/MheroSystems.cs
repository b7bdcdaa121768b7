namespace Mhero.Core.Fhir;

/// <summary>Every identifier system, code system and profile that mHero writes or looks for, once.</summary>
public static class MheroSystems
{
    /// <summary>Identifier of the RapidPro contact on a Practitioner, Person or Patient. Existing iHRIS reports read it.</summary>
    public const string ContactUuid = "http://app.rapidpro.io/contact-uuid";

    /// <summary>Identifier of the RapidPro group on a Group.</summary>
    public const string GroupUuid = "http://app.rapidpro.io/group-uuid";

    /// <summary>Identifier of a PractitionerRole that mHero made from a contact's fields; the value is the contact's UUID.</summary>
    public const string ContactRole = "http://mhero.org/fhir/contact-role";

    /// <summary>Base of the profiles and extensions that earlier mHero sites know.</summary>
    public const string StructureDefinitionBase = "http://mhero.org/fhir/StructureDefinition/";

    /// <summary>System of language tags (BCP-47) in <c>communication</c>.</summary>
    public const string Bcp47 = "urn:ietf:bcp:47";
}
