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
    public static readonly RapidProEndpoint Flows = new("flows", QuotaScope.Rest);
    public static readonly RapidProEndpoint Definitions = new("definitions", QuotaScope.Rest);
    public static readonly RapidProEndpoint Runs = new("runs", QuotaScope.Runs);
    public static readonly RapidProEndpoint Messages = new("messages", QuotaScope.Messages);
    public static readonly RapidProEndpoint Broadcasts = new("broadcasts", QuotaScope.Broadcasts);
    public static readonly RapidProEndpoint FlowStarts = new("flow_starts", QuotaScope.Rest);
    public static readonly RapidProEndpoint Workspace = new("workspace", QuotaScope.Rest);
}
