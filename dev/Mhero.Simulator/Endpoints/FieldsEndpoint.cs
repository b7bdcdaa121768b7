using System.Text.RegularExpressions;
using Mhero.Simulator.Api;
using Mhero.Simulator.State;

namespace Mhero.Simulator.Endpoints;

/// <summary><c>fields.json</c>: list, create, change by key. RapidPro deletes no field through the API.</summary>
internal sealed partial class FieldsEndpoint(ApiContext context) : Endpoint("fields", "GET", "POST")
{
    private const int MaxFields = 250;
    private const int MaxLength = 36;

    private static readonly HashSet<string> Reserved =
    [
        "id", "uuid", "name", "first_name", "language", "groups", "status", "flow", "history", "created_on", "created_by",
        "modified_by", "is_active", "last_seen_on", "tickets", "urn", "has", "is", "fields", "urns", "ref", "fcm", "tel",
        "facebook", "twitter", "twitterid", "viber", "line", "telegram", "mailto", "ext", "whatsapp", "instagram",
    ];

    [GeneratedRegex(@"^[a-z][a-z0-9_]*$")]
    private static partial Regex ValidKey();

    [GeneratedRegex(@"^[a-zA-Z0-9\- ]+$")]
    private static partial Regex ValidName();

    protected override ApiResponse Get(ApiRequest request)
    {
        var key = request.Filter("key");
        var fields = context.Workspace.Fields.Where(f => key is null || f.Key == key).Reverse().ToList();
        return ListAnswer.Of(fields, Write);
    }

    protected override ApiResponse Post(ApiRequest request)
    {
        var key = request.Param("key");
        if (key is not null && context.Workspace.WithLock(w => w.FindField(key)) is null)
        {
            return ApiResponse.Detail(404, context.Rules.NotFound("ContactField"));
        }

        if (!request.TryReadObject(out var document, out var refusal))
        {
            return refusal;
        }

        using (document)
        {
            return context.Workspace.Suspended
                ? ContactsEndpoint.SuspendedAnswer()
                : context.Workspace.WithLock(w => Save(w, key is null ? null : w.FindField(key), document.RootElement));
        }
    }

    private ApiResponse Save(RapidProWorkspace workspace, FieldEntry? field, JsonElement body)
    {
        var errors = new JsonObject();
        string? name = null, type = null;
        if (context.Rules.Is74)
        {
            Require(body, "label", errors);
            Require(body, "value_type", errors);
        }
        else
        {
            name = ReadName(workspace, field, body, "name", errors);
            type = ReadType(body, "type", "number", errors);
        }

        var label = ReadName(workspace, field, body, "label", errors);
        var valueType = ReadType(body, "value_type", "numeric", errors);

        if (errors.Count > 0)
        {
            return ApiResponse.Json(400, errors);
        }

        name ??= label;
        type ??= valueType;
        if (name is null || type is null)
        {
            return ApiResponse.Invalid($"Field '{(name is null ? "name" : "type")}' is required.");
        }

        if (field is not null)
        {
            (field.Name, field.Type) = (name, type);
        }
        else if (workspace.FieldEntries.Length >= MaxFields)
        {
            return ApiResponse.Detail(409, "Cannot create object because workspace has reached limit.");
        }

        var saved = field ?? workspace.CreateField(RapidProWorkspace.MakeKey(name), name, type, workspace.UsableAt());
        return ApiResponse.Json(field is null ? 201 : 200, writer => Write(writer, new SimulatedField(saved.Key, saved.Name, saved.Type)));
    }

    private static void Require(JsonElement body, string member, JsonObject errors)
    {
        if (!body.TryGetProperty(member, out _))
        {
            errors[member] = new JsonArray(BodyField.Required);
        }
    }

    private static string? ReadName(RapidProWorkspace workspace, FieldEntry? field, JsonElement body, string member, JsonObject errors)
    {
        if (!body.TryGetProperty(member, out var value))
        {
            return null;
        }

        var name = BodyField.Text(value, allowNull: false, allowBlank: false, out var error);
        if (name is not null)
        {
            var key = RapidProWorkspace.MakeKey(name);
            error = BodyField.Length(name) > MaxLength ? BodyField.TooLong(MaxLength)
                : workspace.FieldEntries.Any(f => f != field && f.Name.Equals(name, StringComparison.OrdinalIgnoreCase)) ? "This field must be unique."
                : !ValidName().IsMatch(name) ? "Can only contain letters, numbers and hypens."
                : !ValidKey().IsMatch(key) || Reserved.Contains(key) || (field is null && workspace.FindField(key) is not null)
                    ? $"Generated key \"{key}\" is invalid or a reserved name."
                    : null;
        }

        if (error is not null)
        {
            errors[member] = new JsonArray(error);
        }

        return name;
    }

    /// <summary>The one type whose name differs between <c>type</c> and the old <c>value_type</c> is number.</summary>
    private static string? ReadType(JsonElement body, string member, string number, JsonObject errors)
    {
        if (!body.TryGetProperty(member, out var value))
        {
            return null;
        }

        var given = value.ValueKind == JsonValueKind.String ? value.GetString()! : value.GetRawText();
        var type = given == number ? "number" : given;
        if (given == number || given is "text" or "datetime" or "state" or "district" or "ward")
        {
            return type;
        }

        errors[member] = new JsonArray(value.ValueKind == JsonValueKind.Null ? BodyField.Null : $"\"{given}\" is not a valid choice.");
        return null;
    }

    private void Write(Utf8JsonWriter writer, SimulatedField field)
    {
        var valueType = field.Type == "number" ? "numeric" : field.Type;
        writer.WriteStartObject();
        writer.WriteString("key", field.Key);
        if (context.Rules.Is74)
        {
            writer.WriteString("label", field.Name);
            writer.WriteString("value_type", valueType);
            writer.WriteBoolean("pinned", false);
            writer.WriteNumber("priority", 0);
            writer.WriteEndObject();
            return;
        }

        writer.WriteString("name", field.Name);
        writer.WriteString("type", field.Type);
        writer.WriteBoolean("featured", false);
        writer.WriteNumber("priority", 0);
        writer.WriteStartObject("usages");
        writer.WriteNumber("flows", 0);
        writer.WriteNumber("groups", 0);
        writer.WriteNumber("campaign_events", 0);
        writer.WriteEndObject();
        writer.WriteString("agent_access", "view");
        writer.WriteString("label", field.Name);
        writer.WriteString("value_type", valueType);
        writer.WriteEndObject();
    }
}
