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

    private static Guid Of(string kind, string key) => UuidV5.Create(UuidV5.Url, $"{Space}{kind}:{key}");

    private static string Join(params string[] parts) => string.Join('/', parts.Select(Uri.EscapeDataString));
}
