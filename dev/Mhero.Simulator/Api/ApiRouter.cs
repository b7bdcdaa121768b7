using Mhero.Simulator.Endpoints;

namespace Mhero.Simulator.Api;

/// <summary>Finds the endpoint of a path.</summary>
internal sealed class ApiRouter
{
    public const string Root = "/api/v2/";

    private readonly Dictionary<string, Endpoint> _endpoints;
    private readonly Dictionary<string, Endpoint>.AlternateLookup<ReadOnlySpan<char>> _byName;

    public ApiRouter(ApiContext context, bool hasDefinitions)
    {
        Endpoint[] endpoints =
        [
            new ContactsEndpoint(context),
            new ContactActionsEndpoint(context),
            new GroupsEndpoint(context),
            new FieldsEndpoint(context),
            new FlowsEndpoint(context),
            new RunsEndpoint(context),
            new MessagesEndpoint(context),
            new BroadcastsEndpoint(context),
            new FlowStartsEndpoint(context),
            new ChannelsEndpoint(context),
            new WorkspaceEndpoint("workspace", context),
            new WorkspaceEndpoint("org", context),
            new RootEndpoint(context),
        ];
        _endpoints = endpoints.ToDictionary(e => e.Name, StringComparer.Ordinal);
        if (hasDefinitions)
        {
            _endpoints.Add("definitions", new DefinitionsEndpoint(context));
        }

        _byName = _endpoints.GetAlternateLookup<ReadOnlySpan<char>>();
    }

    /// <summary>
    /// The endpoint, or null when RapidPro has none there, or none that the simulator knows; and whether the path has the
    /// .json suffix. One slash at the end does no harm.
    /// </summary>
    public Endpoint? Find(ReadOnlySpan<char> path, out bool json)
    {
        var name = path[Root.Length..];
        if (name.EndsWith("/"))
        {
            name = name[..^1];
        }

        json = name.EndsWith(".json");
        if (json)
        {
            name = name[..^5];
        }

        return _byName.TryGetValue(name, out var endpoint) ? endpoint : null;
    }
}
