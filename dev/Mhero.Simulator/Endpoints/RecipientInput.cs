using Mhero.Simulator.Api;
using Mhero.Simulator.State;

namespace Mhero.Simulator.Endpoints;

/// <summary>Reads <c>contacts</c>, <c>groups</c> and <c>urns</c> of a body that sends something. Expects the workspace's lock to be held.</summary>
internal static class RecipientInput
{
    private const int MaxItems = 100;

    /// <summary>The recipients; faults are added to the errors.</summary>
    public static Recipients Read(RapidProWorkspace workspace, JsonElement body, ProfileRules rules, JsonObject errors)
    {
        var contacts = ReadList(body, "contacts", rules, errors, text => Find(workspace, text));
        var groups = ReadList(body, "groups", rules, errors, workspace.FindGroup);
        return new Recipients(
            [.. contacts.Select(c => c.Id).Distinct().Order()],
            [.. groups.DistinctBy(g => g.Id).OrderBy(g => g.Id)],
            ReadUrns(workspace, body, rules, errors));
    }

    public static ContactState? Find(RapidProWorkspace workspace, string uuidOrUrn)
    {
        var contact = Guid.TryParseExact(uuidOrUrn, "D", out var uuid) ? workspace.FindContact(uuid)
            : workspace.ReadUrn(uuidOrUrn) is { } urn ? workspace.FindContact(urn)
            : null;
        return contact is { Deleted: false } ? contact : null;
    }

    private static List<T> ReadList<T>(JsonElement body, string member, ProfileRules rules, JsonObject errors, Func<string, T?> find)
        where T : class
    {
        var found = new List<T>();
        if (!TryList(body, member, rules, errors, out var list))
        {
            return found;
        }

        foreach (var item in list.EnumerateArray())
        {
            var isName = item.ValueKind is JsonValueKind.String or JsonValueKind.Number;
            if (isName && find(item.ToString()) is { } one)
            {
                found.Add(one);
                continue;
            }

            errors[member] = new JsonArray(isName ? $"No such object: {item}" : "Must be a string or integer");
            break;
        }

        return found;
    }

    private static List<StoredUrn> ReadUrns(RapidProWorkspace workspace, JsonElement body, ProfileRules rules, JsonObject errors)
    {
        var urns = new List<StoredUrn>();
        if (!TryList(body, "urns", rules, errors, out var list))
        {
            return urns;
        }

        var wrong = new JsonObject();
        var index = 0;
        foreach (var item in list.EnumerateArray())
        {
            if (workspace.ReadUrn(item.ToString()) is { IsValid: true } urn)
            {
                urns.Add(urn);
            }
            else
            {
                wrong[index.ToString(CultureInfo.InvariantCulture)] = new JsonArray(ContactInput.InvalidUrn(item.ToString()));
            }

            index++;
        }

        if (wrong.Count > 0)
        {
            errors["urns"] = wrong;
        }

        return [.. urns.DistinctBy(u => u.Identity)];
    }

    private static bool TryList(JsonElement body, string member, ProfileRules rules, JsonObject errors, out JsonElement list)
    {
        if (!body.TryGetProperty(member, out list))
        {
            return false;
        }

        var error = list.ValueKind == JsonValueKind.Null ? BodyField.Null
            : list.ValueKind != JsonValueKind.Array ? BodyField.NotAList(list)
            : list.GetArrayLength() > MaxItems ? rules.TooManyItems
            : null;
        if (error is not null)
        {
            errors[member] = new JsonArray(error);
        }

        return error is null;
    }
}
