using Mhero.Simulator.Api;
using Mhero.Simulator.State;

namespace Mhero.Simulator.Endpoints;

/// <summary>
/// The body of a contact write, as far as it can be judged without looking at the workspace: everything that is in it, and
/// an error for each member that cannot be right. Members that RapidPro does not know are skipped, as there.
/// </summary>
internal sealed class ContactInput
{
    private const int MaxItems = 100;
    private const int MaxName = 64;

    private readonly Dictionary<string, JsonNode> _errors = new(StringComparer.Ordinal);

    public ContactInput(JsonElement body, ApiContext context)
    {
        if (body.TryGetProperty("name", out var name))
        {
            HasName = true;
            Name = ReadText("name", name, max: MaxName);
        }

        if (body.TryGetProperty("language", out var language))
        {
            HasLanguage = true;
            Language = ReadLanguage(language);
        }

        if (context.Rules.Is263 && body.TryGetProperty("note", out var note) && note.ValueKind != JsonValueKind.Null)
        {
            Note = ReadText("note", note, max: 10_000);
        }

        if (body.TryGetProperty("urns", out var urns))
        {
            Urns = ReadUrns(urns, context);
        }

        if (body.TryGetProperty("groups", out var groups))
        {
            Groups = ReadGroups(groups, context.Rules);
        }

        if (body.TryGetProperty("fields", out var fields))
        {
            Fields = ReadFields(fields, context);
        }
    }

    public bool HasName { get; }

    public string? Name { get; }

    public bool HasLanguage { get; }

    public string? Language { get; }

    public string? Note { get; }

    /// <summary>Null when the member is missing.</summary>
    public List<StoredUrn>? Urns { get; }

    /// <summary>UUIDs or names; null when the member is missing.</summary>
    public List<string>? Groups { get; }

    /// <summary>Keys and values in their order; null when the member is missing.</summary>
    public List<(string Key, FieldValue? Value)>? Fields { get; }

    public bool HasError(string member) => _errors.ContainsKey(member);

    /// <summary>A member's first error stands.</summary>
    public void Refuse(string member, JsonNode error) => _errors.TryAdd(member, error as JsonObject ?? (JsonNode)new JsonArray(error));

    /// <summary>Null when nothing is wrong.</summary>
    public JsonObject? Errors()
    {
        if (_errors.Count == 0)
        {
            return null;
        }

        string[] order = ["name", "language", "note", "urns", "groups", "fields"];
        return new JsonObject(order.Where(_errors.ContainsKey).Select(m => KeyValuePair.Create(m, (JsonNode?)_errors[m])));
    }

    private string? ReadText(string member, JsonElement value, int max)
    {
        var text = BodyField.Text(value, allowNull: true, allowBlank: false, out var error);
        error ??= text is not null && BodyField.Length(text) > max ? BodyField.TooLong(max) : null;
        if (error is not null)
        {
            Refuse(member, error);
        }

        return text;
    }

    private string? ReadLanguage(JsonElement value)
    {
        var code = ReadText("language", value, max: 3);
        if (code is not null && !HasError("language"))
        {
            if (code.Length < 3)
            {
                Refuse("language", "Ensure this field has at least 3 characters.");
            }
            else if (!Languages.IsKnown(code))
            {
                Refuse("language", "Not a valid ISO639-3 language code.");
            }
        }

        return code;
    }

    private List<StoredUrn> ReadUrns(JsonElement value, ApiContext context)
    {
        var urns = new List<StoredUrn>();
        if (!IsList("urns", value, context.Rules))
        {
            return urns;
        }

        var errors = new JsonObject();
        var index = 0;
        foreach (var item in value.EnumerateArray())
        {
            var error = ReadUrn(item, context, out var urn);
            if (error is null)
            {
                urns.Add(urn!);
            }
            else
            {
                errors[index.ToString(CultureInfo.InvariantCulture)] = new JsonArray(error);
            }

            index++;
        }

        if (errors.Count > 0)
        {
            Refuse("urns", errors);
        }

        return urns;
    }

    private static string? ReadUrn(JsonElement item, ApiContext context, out StoredUrn? urn)
    {
        urn = null;
        if (item.ValueKind == JsonValueKind.Null)
        {
            return BodyField.Null;
        }

        var text = item.ValueKind == JsonValueKind.String ? item.GetString()! : item.GetRawText();
        if (text.Trim().Length == 0)
        {
            return BodyField.Blank;
        }

        urn = context.Workspace.ReadUrn(text);
        return urn is { IsValid: true } ? null : InvalidUrn(text);
    }

    public static string InvalidUrn(string text) => $"Invalid URN: {text}. Ensure phone numbers contain country codes.";

    private List<string> ReadGroups(JsonElement value, ProfileRules rules)
    {
        var groups = new List<string>();
        if (!IsList("groups", value, rules))
        {
            return groups;
        }

        foreach (var item in value.EnumerateArray())
        {
            if (item.ValueKind is not (JsonValueKind.String or JsonValueKind.Number))
            {
                Refuse("groups", item.ValueKind == JsonValueKind.Null ? BodyField.Null : "Must be a string or integer");
                break;
            }

            groups.Add(item.ToString());
        }

        return groups;
    }

    private List<(string Key, FieldValue? Value)> ReadFields(JsonElement value, ApiContext context)
    {
        var fields = new List<(string, FieldValue?)>();
        if (value.ValueKind != JsonValueKind.Object)
        {
            Refuse("fields", value.ValueKind == JsonValueKind.Null ? BodyField.Null : BodyField.NotADictionary(value));
            return fields;
        }

        if (value.GetPropertyCount() > MaxItems)
        {
            Refuse("fields", context.Rules.TooManyItems);
            return fields;
        }

        var errors = new JsonObject();
        foreach (var member in value.EnumerateObject())
        {
            var text = BodyField.Text(member.Value, allowNull: true, allowBlank: true, out var error);
            if (error is null)
            {
                fields.Add((member.Name, context.Workspace.ReadValue(text)));
            }
            else
            {
                errors[member.Name] = new JsonArray(error);
            }
        }

        if (errors.Count > 0)
        {
            Refuse("fields", errors);
        }

        return fields;
    }

    private bool IsList(string member, JsonElement value, ProfileRules rules)
    {
        var error = value.ValueKind switch
        {
            JsonValueKind.Null => BodyField.Null,
            JsonValueKind.Array => value.GetArrayLength() > MaxItems ? rules.TooManyItems : null,
            _ => BodyField.NotAList(value),
        };
        if (error is not null)
        {
            Refuse(member, error);
        }

        return error is null;
    }
}
