namespace Mhero.Core.RapidPro.Http;

/// <summary>An endpoint under <c>/api/v2/</c>.</summary>
/// <param name="Name">Its name in the address, without <c>.json</c>.</param>
/// <param name="Scope">The quota that its requests count against.</param>
internal sealed record RapidProEndpoint(string Name, QuotaScope Scope)
{
    public static readonly RapidProEndpoint Contacts = new("contacts", QuotaScope.Contacts);
    public static readonly RapidProEndpoint ContactActions = new("contact_actions", QuotaScope.Rest);
    public static readonly RapidProEndpoint Groups = new("groups", QuotaScope.Rest);
    public static readonly RapidProEndpoint Fields = new("fields", QuotaScope.Rest);
    public static readonly RapidProEndpoint Workspace = new("workspace", QuotaScope.Rest);
}
