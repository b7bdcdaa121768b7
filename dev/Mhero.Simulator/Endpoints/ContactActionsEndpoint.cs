using Mhero.Simulator.Api;
using Mhero.Simulator.State;

namespace Mhero.Simulator.Endpoints;

/// <summary><c>contact_actions.json</c>: one action for up to 100 contacts, all or none.</summary>
internal sealed class ContactActionsEndpoint(ApiContext context) : Endpoint("contact_actions", "POST")
{
    private const int MaxContacts = 100;
    private static readonly HashSet<string> Actions = ["add", "remove", "block", "unblock", "interrupt", "archive_messages", "delete", "archive"];

    protected override ApiResponse Post(ApiRequest request)
    {
        if (!request.TryReadObject(out var document, out var refusal))
        {
            return refusal;
        }

        using (document)
        {
            return context.Workspace.Suspended
                ? ContactsEndpoint.SuspendedAnswer()
                : context.Workspace.WithLock(w => Work(w, document.RootElement));
        }
    }

    private ApiResponse Work(RapidProWorkspace workspace, JsonElement body)
    {
        var errors = new JsonObject();
        var contacts = ReadContacts(workspace, body, errors);
        var action = ReadAction(body, errors);
        var group = ReadGroup(workspace, body, errors);
        if (errors.Count > 0)
        {
            return ApiResponse.Json(400, errors);
        }

        var forGroup = action is "add" or "remove";
        if (forGroup != group is not null)
        {
            return ApiResponse.Invalid($"For action \"{action}\" you should {(forGroup ? "also" : "not")} specify a group");
        }

        if (action == "add" && contacts.Where(c => !c.IsActive).Select(c => c.Uuid).Distinct().ToList() is { Count: > 0 } inactive)
        {
            return ApiResponse.Invalid($"Non-active contacts cannot be added to groups: {string.Join(", ", inactive)}");
        }

        var changes = contacts.DistinctBy(c => c.Id).Select(c => (Before: c, After: Change(c, action, group))).Where(c => c.Before != c.After).ToList();
        if (changes.Count > 0 && (workspace.MailroomDown || (group is not null && !workspace.IsUsable(group.UsableAt))))
        {
            return ApiResponse.ServerError();
        }

        changes.ForEach(c => workspace.Save(c.After));
        return ApiResponse.NoContent();
    }

    /// <summary>The contact as the action leaves it; the same object when it changes nothing.</summary>
    private static ContactState Change(ContactState contact, string action, GroupEntry? group) => action switch
    {
        "add" when !contact.Groups.Contains(group) => contact with { Groups = [.. contact.Groups, group!] },
        "remove" when contact.Groups.Contains(group) => contact with { Groups = [.. contact.Groups.Where(g => g != group)] },
        "block" when contact.Status != "blocked" => contact with { Status = "blocked" },
        "unblock" when contact.Status != "active" => contact with { Status = "active" },
        "interrupt" when contact.Flow is not null => contact with { Flow = null },
        "delete" => contact with { Deleted = true, Urns = [], Groups = [], Values = [], Flow = null },
        _ => contact,
    };

    private List<ContactState> ReadContacts(RapidProWorkspace workspace, JsonElement body, JsonObject errors)
    {
        var contacts = new List<ContactState>();
        string? error = null;
        if (!body.TryGetProperty("contacts", out var list))
        {
            error = BodyField.Required;
        }
        else if (list.ValueKind != JsonValueKind.Array)
        {
            error = list.ValueKind == JsonValueKind.Null ? BodyField.Null : BodyField.NotAList(list);
        }
        else if (list.GetArrayLength() is var count && count is 0 or > MaxContacts)
        {
            error = count == 0 ? "Contacts can't be empty." : context.Rules.TooManyItems;
        }
        else
        {
            foreach (var item in list.EnumerateArray())
            {
                if (item.ValueKind is not (JsonValueKind.String or JsonValueKind.Number))
                {
                    error = "Must be a string or integer";
                    break;
                }

                if (Find(workspace, item.ToString()) is not { } contact)
                {
                    error = $"No such object: {item}";
                    break;
                }

                contacts.Add(contact);
            }
        }

        if (error is not null)
        {
            errors["contacts"] = new JsonArray(error);
        }

        return contacts;
    }

    private static ContactState? Find(RapidProWorkspace workspace, string uuidOrUrn)
    {
        var contact = Guid.TryParseExact(uuidOrUrn, "D", out var uuid) ? workspace.FindContact(uuid)
            : workspace.ReadUrn(uuidOrUrn) is { } urn ? workspace.FindContact(urn)
            : null;
        return contact is { Deleted: false } ? contact : null;
    }

    private static string ReadAction(JsonElement body, JsonObject errors)
    {
        var given = body.TryGetProperty("action", out var value);
        var action = given ? value.ToString() : "";
        if (!given || value.ValueKind == JsonValueKind.Null)
        {
            errors["action"] = new JsonArray(given ? BodyField.Null : BodyField.Required);
        }
        else if (!Actions.Contains(action))
        {
            errors["action"] = new JsonArray($"\"{action}\" is not a valid choice.");
        }

        return action;
    }

    private GroupEntry? ReadGroup(RapidProWorkspace workspace, JsonElement body, JsonObject errors)
    {
        if (!body.TryGetProperty("group", out var value))
        {
            return null;
        }

        var group = value.ValueKind == JsonValueKind.String ? workspace.FindGroup(value.GetString()!) : null;
        var error = value.ValueKind == JsonValueKind.Null ? BodyField.Null
            : value.ValueKind is not (JsonValueKind.String or JsonValueKind.Number) ? "Must be a string or integer"
            : group is null ? $"No such object: {value}"
            : group.IsSmart ? context.Rules.SmartGroupRefusal + value
            : null;
        if (error is not null)
        {
            errors["group"] = new JsonArray(error);
        }

        return group;
    }
}
