using Mhero.Simulator.Api;
using Mhero.Simulator.State;

namespace Mhero.Simulator.Endpoints;

/// <summary><c>flow_starts.json</c>: starts contacts in a flow; last changed first. It answers before anybody is started.</summary>
internal sealed class FlowStartsEndpoint(ApiContext context) : Endpoint("flow_starts", "GET", "POST")
{
    private readonly FlowStartJson _json = new(context);

    public override bool IsForSurveyors => false;

    protected override ApiResponse Get(ApiRequest request)
    {
        var refusal = context.Rules.RefuseNumber(request, "id") ?? context.Rules.RefuseUuid(request, "uuid");
        if (refusal is not null || !PageRequest.TryRead(request, out var wanted, out refusal))
        {
            return refusal;
        }

        var (id, uuid) = (request.Param("id"), request.Filter("uuid"));
        var (page, starts) = context.Workspace.WithLock(w =>
        {
            var read = wanted.Read(w.StartPoller, key => (id is null || id == $"{key}")
                && (uuid is null || (Guid.TryParse(uuid, out var mine) && mine == w.StartWith(key)!.Uuid)));
            return (read, read.Keys.ConvertAll(k => w.StartWith(k.Id)!));
        });
        return ListAnswer.Of(starts, (writer, start) => _json.Write(writer, start, isStored: true), page, request);
    }

    protected override ApiResponse Post(ApiRequest request)
    {
        if (!request.TryReadObject(out var document, out var unreadable))
        {
            return unreadable;
        }

        using (document)
        {
            return context.Workspace.Suspended ? ContactsEndpoint.SuspendedAnswer() : context.Workspace.WithLock(w => Make(w, document.RootElement));
        }
    }

    private ApiResponse Make(RapidProWorkspace workspace, JsonElement body)
    {
        var errors = new JsonObject();
        var flow = ReadFlow(workspace, body, errors);
        var to = RecipientInput.Read(workspace, body, context.Rules, errors);
        var parameters = ReadParams(body, errors);
        var restart = ReadFlag(body, "restart_participants", fallback: true, errors);
        var exclude = ReadFlag(body, "exclude_active", fallback: false, errors);
        if (errors.Count > 0)
        {
            return ApiResponse.Json(400, errors);
        }

        if (to.IsEmpty)
        {
            return ApiResponse.Invalid("Must specify at least one group, contact or URN");
        }

        var start = workspace.Queue(new FlowStartState
        {
            Id = workspace.NextStartId(),
            Uuid = workspace.NewUuid(),
            Flow = flow!,
            To = to,
            Params = parameters,
            RestartParticipants = restart,
            ExcludeActive = exclude,
            CreatedOn = workspace.Tick(),
            ModifiedOn = workspace.Tick(),
        });
        return ApiResponse.Json(201, writer => _json.Write(writer, start, isStored: false));
    }

    private static FlowEntry? ReadFlow(RapidProWorkspace workspace, JsonElement body, JsonObject errors)
    {
        if (!body.TryGetProperty("flow", out var named))
        {
            errors["flow"] = new JsonArray(BodyField.Required);
            return null;
        }

        var flow = Guid.TryParse(named.ToString(), out var uuid) ? workspace.FlowWith(uuid) : null;
        if (flow is null)
        {
            errors["flow"] = new JsonArray($"No such object: {named}");
        }

        return flow;
    }

    private JsonObject ReadParams(JsonElement body, JsonObject errors)
    {
        var member = body.TryGetProperty("params", out var given) && given.ValueKind != JsonValueKind.Null ? "params" : "extra";
        if (member == "extra" && (!body.TryGetProperty("extra", out given) || given.ValueKind == JsonValueKind.Null))
        {
            return [];
        }

        if (given.ValueKind != JsonValueKind.Object)
        {
            errors[member] = new JsonArray("Must be a valid JSON object");
            return [];
        }

        return context.Rules.Is263 && member == "params" ? JsonObject.Create(given.Clone())! : StartParams.Normalise(given);
    }

    private static bool ReadFlag(JsonElement body, string member, bool fallback, JsonObject errors)
    {
        if (!body.TryGetProperty(member, out var flag))
        {
            return fallback;
        }

        if (flag.ValueKind is not (JsonValueKind.True or JsonValueKind.False))
        {
            errors[member] = new JsonArray("Must be a valid boolean.");
        }

        return flag.ValueKind == JsonValueKind.True;
    }
}
