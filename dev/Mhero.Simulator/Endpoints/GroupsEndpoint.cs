using Mhero.Simulator.Api;
using Mhero.Simulator.State;

namespace Mhero.Simulator.Endpoints;

/// <summary><c>groups.json</c>: list, create, rename, delete.</summary>
internal sealed class GroupsEndpoint(ApiContext context) : Endpoint("groups", "GET", "POST", "DELETE")
{
    private const int MaxGroups = 250;

    protected override ApiResponse Get(ApiRequest request)
    {
        var (uuid, name) = (request.Filter("uuid"), request.Filter("name"));
        var groups = context.Workspace.WithLock(w => w.GroupEntries
            .Where(g => (uuid is null || g.Uuid.ToString("D") == uuid) && (name is null || g.Name == name))
            .Select(g => new Row(g))
            .Reverse()
            .ToList());
        return ListAnswer.Of(groups, Write);
    }

    protected override ApiResponse Post(ApiRequest request)
    {
        if (context.Workspace.WithLock(w => Refuse(w, request, out _)) is { } missing)
        {
            return missing;
        }

        if (!request.TryReadObject(out var document, out var refusal))
        {
            return refusal;
        }

        using (document)
        {
            if (context.Workspace.Suspended)
            {
                return ContactsEndpoint.SuspendedAnswer();
            }

            return context.Workspace.WithLock(w => Save(w, request, document.RootElement));
        }
    }

    protected override ApiResponse Delete(ApiRequest request)
    {
        if (!request.Has("uuid"))
        {
            return ApiResponse.Detail(400, "URL must contain one of the following parameters: uuid");
        }

        return context.Workspace.WithLock(w =>
        {
            if (Refuse(w, request, out var group) is { } refusal)
            {
                return refusal;
            }

            w.DeleteGroup(group!);
            return ApiResponse.NoContent();
        });
    }

    /// <summary>A refusal when the URL names a group that is not there, or is not to be touched.</summary>
    private ApiResponse? Refuse(RapidProWorkspace workspace, ApiRequest request, out GroupEntry? group)
    {
        group = null;
        if (request.Param("uuid") is not { } uuid)
        {
            return null;
        }

        group = workspace.GroupEntries.Find(g => g.Uuid.ToString("D") == uuid);
        return group is null ? ApiResponse.Detail(404, context.Rules.NotFound("ContactGroup"))
            : group.System ? ApiResponse.Detail(403, request.Method == "DELETE" ? "Cannot delete system object." : "Cannot modify system object.")
            : null;
    }

    private ApiResponse Save(RapidProWorkspace workspace, ApiRequest request, JsonElement body)
    {
        if (Refuse(workspace, request, out var group) is { } refusal)
        {
            return refusal;
        }

        var name = ReadName(workspace, body, group, out var errors);
        if (errors.Count > 0)
        {
            return ApiResponse.Json(400, new JsonObject { ["name"] = errors });
        }

        if (group is not null)
        {
            group.Name = name;
            return ApiResponse.Json(200, writer => Write(writer, new Row(group)));
        }

        if (workspace.GroupEntries.Count(g => !g.System) >= MaxGroups)
        {
            return ApiResponse.Detail(409, "Cannot create object because workspace has reached limit.");
        }

        var created = workspace.CreateGroup(name, query: null, workspace.NewUuid(), system: false, workspace.UsableAt());
        return ApiResponse.Json(201, writer => Write(writer, new Row(created)));
    }

    private static string ReadName(RapidProWorkspace workspace, JsonElement body, GroupEntry? group, out JsonArray errors)
    {
        errors = [];
        if (!body.TryGetProperty("name", out var value))
        {
            errors.Add(BodyField.Required);
            return "";
        }

        if (BodyField.Text(value, allowNull: false, allowBlank: false, out var error) is not { } name)
        {
            errors.Add(error);
            return "";
        }

        if (BodyField.Length(name) > 64)
        {
            errors.Add("Cannot be longer than 64 characters.");
        }
        else if (name.AsSpan().IndexOfAny('"', '\\') is >= 0 and var at)
        {
            errors.Add($"Cannot contain the character: {name[at]}");
        }

        if (workspace.GroupEntries.Exists(g => g != group && g.Name.Equals(name, StringComparison.OrdinalIgnoreCase)))
        {
            errors.Add("This field must be unique.");
        }

        if (BodyField.Length(name) > 64)
        {
            errors.Add(BodyField.TooLong(64));
        }

        return name;
    }

    private void Write(Utf8JsonWriter writer, Row group)
    {
        writer.WriteStartObject();
        writer.WriteString("uuid", group.Uuid);
        writer.WriteString("name", group.Name);
        writer.WriteString("query", group.Query);
        writer.WriteString("status", "ready");
        if (!context.Rules.Is74)
        {
            writer.WriteBoolean("system", group.System);
        }

        writer.WriteNumber("count", group.Count);
        writer.WriteEndObject();
    }

    /// <summary>The shown values of a group, taken under the lock.</summary>
    private sealed record Row(Guid Uuid, string Name, string? Query, bool System, int Count)
    {
        public Row(GroupEntry group)
            : this(group.Uuid, group.Name, group.Query?.Text, group.System, group.Members.Count)
        {
        }
    }
}
