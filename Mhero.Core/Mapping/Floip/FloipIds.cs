using Hl7.Fhir.Model;
using Mhero.Core.Fhir;
using Mhero.Core.Mapping.Responses;

namespace Mhero.Core.Mapping.Floip;

/// <summary>
/// The ids of what FLOIP sources have. An id of a source is unique in that source only, so each is made of the source's name too, and two
/// sources never share one.
/// </summary>
public static class FloipIds
{
    private const string Space = "urn:mhero:floip:";

    /// <summary>The id of a package, in place of a flow's UUID.</summary>
    /// <param name="source">The source's name in the settings.</param>
    /// <param name="package">The package's id.</param>
    public static Guid Package(string source, string package) => Of("package", PackageKey(source, package));

    /// <summary>The id of a session, in place of a run's UUID.</summary>
    /// <param name="source">The source's name in the settings.</param>
    /// <param name="package">The package's id.</param>
    /// <param name="session">The session's id.</param>
    public static Guid Session(string source, string package, string session) => Of("session", SessionKey(source, package, session));

    /// <summary>The id of a contact, in place of a contact's UUID.</summary>
    /// <param name="source">The source's name in the settings.</param>
    /// <param name="contact">The contact's id.</param>
    public static Guid Contact(string source, string contact) => Of("contact", ContactKey(source, contact));

    /// <summary>The value of a package's identifier: <c>source/package</c>, each part percent-encoded.</summary>
    public static string PackageKey(string source, string package) => Join(source, package);

    /// <summary>The value of a session's identifier: <c>source/package/session</c>, each part percent-encoded.</summary>
    public static string SessionKey(string source, string package, string session) => Join(source, package, session);

    /// <summary>The value of a contact's identifier: <c>source/contact</c>, each part percent-encoded.</summary>
    public static string ContactKey(string source, string contact) => Join(source, contact);

    /// <summary>
    /// The id under which a flow's Questionnaire is a package: the flow's UUID for the one that mHero makes of the flow, and a UUID that is made
    /// of the url for an implementer's own, whose questions are others. Both have the form of version 4, which the specification asks for.
    /// </summary>
    /// <param name="questionnaire">The Questionnaire.</param>
    /// <returns>The id; null for a Questionnaire that has no url or is of no flow.</returns>
    internal static Guid? Published(Questionnaire questionnaire)
    {
        var flow = questionnaire.Identifier.Find(i => i.System is MheroSystems.FlowUuid or MheroSystems.FlowName);
        if (flow is null || RawElements.Text(questionnaire.UrlElement) is not { } url)
        {
            return null;
        }

        var isGenerated = questionnaire.Meta?.Tag.Exists(t => t is { System: MheroSystems.Tags, Code: MheroSystems.GeneratedTag }) is true;
        return isGenerated && flow.System == MheroSystems.FlowUuid && Guid.TryParse(flow.Value, out var uuid) && uuid.Version == 4
            ? uuid
            : Guid.Parse(Flows.RapidProIds.Derive("package", url));
    }

    private static Guid Of(string kind, string key) => UuidV5.Create(UuidV5.Url, $"{Space}{kind}:{key}");

    private static string Join(params string[] parts) => string.Join('/', parts.Select(Uri.EscapeDataString));
}
