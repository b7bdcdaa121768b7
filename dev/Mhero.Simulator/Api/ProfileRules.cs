namespace Mhero.Simulator.Api;

/// <summary>Where the releases differ, each difference once.</summary>
internal sealed class ProfileRules(RapidProProfile profile)
{
    public bool Is74 => profile == RapidProProfile.V7_4;

    public bool Is263 => profile == RapidProProfile.V26_3;

    public string BroadcastScope => Is263 ? "v2" : "v2.broadcasts";

    public int MaxBroadcastLength => Is263 ? 4096 : 640;

    /// <summary>The status of a broadcast once its messages are created.</summary>
    public string BroadcastDone => Is263 ? "completed" : "sent";

    /// <summary>The status of a flow start once its contacts are started.</summary>
    public string StartDone => Is263 ? "completed" : "complete";

    /// <summary>The newest version of flow definitions that the release imports; any minor version of it in 26.3.</summary>
    public Version SpecVersion => profile switch
    {
        RapidProProfile.V7_4 => new Version(13, 1, 0),
        RapidProProfile.V9_0 => new Version(13, 2, 0),
        _ => new Version(14, int.MaxValue),
    };

    /// <summary>The words that an import keeps of a trigger with both <c>keyword</c> and <c>keywords</c>: releases up to 9.0 read the first alone.</summary>
    public IReadOnlyList<string> KeywordsOf(JsonObject trigger) =>
        Is263 && trigger["keywords"] is JsonArray { Count: > 0 } several ? [.. several.Select(word => word!.GetValue<string>())] : [trigger["keyword"]!.GetValue<string>()];

    public int RequestsPerHour(string scope) => scope == "v2.broadcasts" ? 36_000 : Is263 ? 3600 : 2500;

    public string SmartGroupRefusal => Is74 ? "Contact group must not be dynamic: " : "Contact group must not be query based: ";

    public string TooManyItems => Is74 ? "This field can only contain up to 100 items." : "Ensure this field has no more than 100 elements.";

    public string NotFound(string model) => Is74 ? "Not found." : $"No {model} matches the given query.";

    public (string Name, string Value) WorkspaceHeader(Guid workspace) =>
        Is263 ? ("X-Temba-Workspace", workspace.ToString("D")) : ("X-Temba-Org", "1");

    /// <summary>A 400 when a parameter is there and holds no UUID; older releases than 26.3 mostly found nothing instead.</summary>
    public ApiResponse? RefuseUuid(ApiRequest request, string name, bool always = false) =>
        request.Filter(name) is not { } value || Guid.TryParse(value, out _) ? null
        : Is263 ? ApiResponse.Detail(400, $"Param '{name}': {value} is not a valid UUID.")
        : always ? ApiResponse.Detail(400, $"Value for {name} must be a valid UUID")
        : null;

    /// <summary>A 400 when a parameter is there and holds no whole number.</summary>
    public ApiResponse? RefuseNumber(ApiRequest request, string name) =>
        request.Param(name) is not { } value || int.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _) ? null
        : ApiResponse.Detail(400, Is263 ? $"Param '{name}': {value} is not a valid integer." : $"Value for {name} must be an integer");

    /// <summary>The endpoints that the root lists, in its order.</summary>
    public IEnumerable<string> Endpoints()
    {
        string[] all =
        [
            "archives", "boundaries", "broadcasts", "campaigns", "campaign_events", "channels", "channel_events",
            "classifiers", "contacts", "contact_actions", "fields", "flow_starts", "flows", "globals", "groups", "labels",
            "media", "messages", "message_actions", "resthooks", "resthook_events", "resthook_subscribers", "runs",
            "templates", "tickets", "ticket_actions", "topics", "users", "workspace",
        ];
        return Is263 ? all.Where(e => e is not ("classifiers" or "templates")) : all;
    }
}
