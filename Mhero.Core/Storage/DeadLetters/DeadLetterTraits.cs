namespace Mhero.Core.Storage.DeadLetters;

/// <summary>The flow, the facility and the contact of a dead letter, where its payload tells them.</summary>
/// <param name="Flow">UUID of the flow.</param>
/// <param name="FlowName">Name of the flow.</param>
/// <param name="Facility">Name or reference of the facility.</param>
/// <param name="Contact">UUID of the contact.</param>
internal sealed record DeadLetterTraits(string? Flow, string? FlowName, string? Facility, string? Contact)
{
    private const string FacilityMember = "facility";
    private const int MaxLength = 200;

    private static readonly DeadLetterTraits None = new(null, null, null, null);

    /// <summary>Reads them; a payload of any other form has none.</summary>
    public static DeadLetterTraits Of(string payload)
    {
        try
        {
            using var document = JsonDocument.Parse(payload);
            if (Member(document.RootElement, "items") is not { ValueKind: JsonValueKind.Array } items || items.GetArrayLength() == 0)
            {
                return None;
            }

            var item = items[0];
            var run = Member(item, "run");
            var flow = Member(run, "flow") ?? Member(item, "flow");
            var named = Member(Member(run, "values"), FacilityMember);
            return new DeadLetterTraits(
                TextOf(Member(flow, "uuid")) ?? TextOf(Member(item, "flowUuid")),
                TextOf(Member(flow, "name")),
                TextOf(Member(named, "category")) ?? TextOf(Member(named, "value")) ?? TextOf(Member(Member(Member(item, "contact"), "fields"), FacilityMember)),
                TextOf(Member(Member(run, "contact") ?? Member(item, "contact") ?? Member(Member(item, "message"), "contact"), "uuid")) ?? TextOf(Member(item, "contactUuid")) ?? TextOf(Member(item, "contact")));
        }
        catch (JsonException)
        {
            return None;
        }
    }

    private static JsonElement? Member(JsonElement? parent, string name)
    {
        if (parent is { ValueKind: JsonValueKind.Object } element)
        {
            foreach (var property in element.EnumerateObject())
            {
                if (string.Equals(property.Name, name, StringComparison.OrdinalIgnoreCase))
                {
                    return property.Value;
                }
            }
        }

        return null;
    }

    private static string? TextOf(JsonElement? value) =>
        value is { ValueKind: JsonValueKind.String } text && text.GetString() is { Length: > 0 } found ? found[..Math.Min(found.Length, MaxLength)] : null;
}
