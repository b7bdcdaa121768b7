namespace Mhero.Core.Sync.Changes;

/// <summary>
/// Reads what a FHIR Subscription (rest-hook, with or without the resource) or Event Grid (its own schema or CloudEvents, one
/// event or many) sends. Of a resource its type alone is read: it may be an old state of it, and may have come out of order.
/// </summary>
/// <remarks>
/// https://hl7.org/fhir/R4/subscription.html, https://learn.microsoft.com/azure/event-grid/end-point-validation-event-grid-events-schema,
/// https://learn.microsoft.com/azure/healthcare-apis/events/events-message-structure
/// </remarks>
public static class ChangeNoticeReader
{
    private const string Validation = "Microsoft.EventGrid.SubscriptionValidationEvent";
    private const string FhirEvents = "Microsoft.HealthcareApis.FhirResource";

    /// <summary>Reads a notice. Whatever is not understood counts as a change of something: a look too many does no harm.</summary>
    /// <param name="body">The body; empty for a Subscription without payload.</param>
    /// <param name="type">The resource type out of the address; null when it names none.</param>
    public static ChangeNotice Read(ReadOnlyMemory<byte> body, string? type)
    {
        if (type is not null)
        {
            return new ChangeNotice(null, [type], false);
        }

        if (body.Span.Trim(" \t\r\n"u8).IsEmpty)
        {
            return new ChangeNotice(null, [], true);
        }

        try
        {
            using var json = JsonDocument.Parse(body);
            var events = json.RootElement.ValueKind == JsonValueKind.Array ? [.. json.RootElement.EnumerateArray()] : new List<JsonElement> { json.RootElement };
            return Read(events);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return new ChangeNotice(null, [], true);
        }
    }

    private static ChangeNotice Read(List<JsonElement> events)
    {
        var types = new List<string>();
        var isOpen = false;
        foreach (var one in events)
        {
            // CloudEvents has "type" where Event Grid's own schema has "eventType"; a FHIR resource has neither, or another thing there.
            var kind = Text(one, "eventType") ?? (one.ValueKind == JsonValueKind.Object && one.TryGetProperty("specversion", out _) ? Text(one, "type") : null);
            var data = one.ValueKind == JsonValueKind.Object && one.TryGetProperty("data", out var inner) ? inner : default;
            if (kind == Validation && Text(data, "validationCode") is { Length: > 0 } code)
            {
                return new ChangeNotice(code, [], false);
            }

            if (kind is not null && !kind.StartsWith(FhirEvents, StringComparison.OrdinalIgnoreCase))
            {
                continue;
            }

            if ((kind is null ? Text(one, "resourceType") : Text(data, "resourceType")) is { Length: > 0 } type)
            {
                types.Add(type);
            }
            else
            {
                isOpen = true;
            }
        }

        // A Bundle of a Subscription may hold anything.
        isOpen |= types.Remove("Bundle");
        return new ChangeNotice(null, [.. types.Distinct()], isOpen);
    }

    private static string? Text(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
