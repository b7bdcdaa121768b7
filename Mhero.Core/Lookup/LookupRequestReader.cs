using Mhero.Core.RapidPro;
using Mhero.Core.Reporting;

namespace Mhero.Core.Lookup;

/// <summary>
/// Reads a question from the members of a JSON object, from query parameters, or from both; the object goes first. Members
/// that it does not know are skipped, so that the editor's own default body will do with the rest in the URL.
/// </summary>
public static class LookupRequestReader
{
    /// <summary>More than any sensible value, so that nothing long goes further.</summary>
    private const int MaxParameter = 2_000;

    /// <summary>Reads a question.</summary>
    /// <param name="query">Query parameters, each with all its values.</param>
    /// <param name="body">The body, JSON whatever its content type; empty for none.</param>
    /// <returns>The question, or the fault that the author of the flow has to correct.</returns>
    public static (LookupRequest? Request, LookupFault? Fault) Read(IEnumerable<KeyValuePair<string, IReadOnlyList<string?>>> query, ReadOnlyMemory<byte> body)
    {
        var values = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var (name, given) in query)
        {
            if (given.Count > 1)
            {
                return Fail(LookupCodes.Unreadable, "A query parameter is given twice: give each once.");
            }

            if (given is [{ } value])
            {
                values[name] = value;
            }
        }

        if (!body.Span.Trim(" \t\r\n"u8).IsEmpty && !TryReadBody(body, values))
        {
            return Fail(LookupCodes.Unreadable, "The body is not one JSON object with texts as its members: write it with json(object(…)).");
        }

        return ToRequest(values);
    }

    private static bool TryReadBody(ReadOnlyMemory<byte> body, Dictionary<string, string> values)
    {
        try
        {
            using var json = JsonDocument.Parse(body, new JsonDocumentOptions { AllowDuplicateProperties = false });
            if (json.RootElement.ValueKind != JsonValueKind.Object)
            {
                return false;
            }

            foreach (var member in json.RootElement.EnumerateObject())
            {
                if (member.NameEquals("contact") && member.Value.ValueKind == JsonValueKind.Object)
                {
                    Take(member.Value, "uuid", "contact");
                    Take(member.Value, "urn", "urn");
                }
                else if (TextOf(member.Value) is { } text)
                {
                    values[member.Name] = text;
                }
            }

            return true;

            void Take(JsonElement contact, string name, string parameter)
            {
                if (contact.TryGetProperty(name, out var value) && TextOf(value) is { } text)
                {
                    values[parameter] = text;
                }
            }
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // InvalidOperationException: half a surrogate pair in a text.
            return false;
        }
    }

    private static string? TextOf(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString(),
        JsonValueKind.Number => value.GetRawText(),
        _ => null,
    };

    private static (LookupRequest? Request, LookupFault? Fault) ToRequest(Dictionary<string, string> values)
    {
        if (!Enum.TryParse<LookupQuestion>(values.GetValueOrDefault("question"), ignoreCase: true, out var question)
            || !Enum.IsDefined(question) || !string.Equals(question.ToString(), values["question"], StringComparison.OrdinalIgnoreCase))
        {
            return Fail(LookupCodes.NoQuestion, $"Set question to one of: {string.Join(", ", Enum.GetNames<LookupQuestion>()).ToLowerInvariant()}.");
        }

        Guid? contact = null;
        if (Given("contact") is { } uuid)
        {
            if (!Guid.TryParseExact(uuid, "D", out var parsed))
            {
                return Fail(LookupCodes.NoCaller, "contact is not a UUID: set it to @contact.uuid.");
            }

            contact = parsed;
        }

        Urn? urn = null;
        if (Given("urn") is { } address)
        {
            if (address.Length > 255 || !Urn.TryParse(address, out var parsed))
            {
                return Fail(LookupCodes.NoCaller, "urn is not a URN: set it to @contact.urn.");
            }

            urn = parsed;
        }

        if (contact is null && urn is null)
        {
            return Fail(LookupCodes.NoCaller, "Name the contact who asks: set contact to @contact.uuid, and urn to @contact.urn.");
        }

        var request = new LookupRequest(question)
        {
            Contact = contact,
            Urn = urn,
            About = Given("about"),
            Text = RawElements("text"),
            LastName = RawElements("last_name"),
            Choice = Given("choice"),
            Facility = Given("facility"),
            Form = Given("form"),
            Period = Given("period"),
            System = Given("system"),
        };
        return Check(request) is { } fault ? (null, fault) : (request, null);

        string? Given(string name) => RawElements(name) is { } text && !string.IsNullOrWhiteSpace(text) ? text.Trim() : null;

        string? RawElements(string name) => values.TryGetValue(name, out var text) ? text[..Math.Min(text.Length, MaxParameter)] : null;
    }

    private static LookupFault? Check(LookupRequest request)
    {
        if (request.Text is null && request.Question is LookupQuestion.Employee or LookupQuestion.Facility or LookupQuestion.Patient)
        {
            return new(LookupCodes.Missing, "Set text to the contact's answer, such as @results.facility.value.");
        }

        if (request is { Question: LookupQuestion.Employee, LastName: null })
        {
            return new(LookupCodes.Missing, "Set last_name to the contact's answer: a question with the number alone is not answered.");
        }

        if (request.Question == LookupQuestion.Reported)
        {
            if (request.Form is null)
            {
                return new(LookupCodes.Missing, "Set form to the canonical URL of a Questionnaire or Measure, or to a flow's UUID.");
            }

            if (!Guid.TryParseExact(request.Form, "D", out _) && !IsUri(request.Form.Split('|')[0]))
            {
                return new(LookupCodes.BadParameter, "form is neither a canonical URL nor a flow's UUID.");
            }

            if (request.Period is { } period && !Enum.GetNames<ReportPeriodKind>().Contains(period, StringComparer.OrdinalIgnoreCase))
            {
                return new(LookupCodes.BadParameter, "Set period to day, week or month.");
            }
        }

        return request.System is { } system && !IsUri(system)
            ? new(LookupCodes.BadParameter, "system is not a URI: set it to the system of the identifier, or leave it out.")
            : null;
    }

    // On Unix a path alone would pass for the address of a file.
    private static bool IsUri(string text) => Uri.TryCreate(text, UriKind.Absolute, out var uri) && !uri.IsFile && text.All(c => c is > ' ' and not '|' and not ',');

    private static (LookupRequest?, LookupFault?) Fail(string code, string detail) => (null, new LookupFault(code, detail));
}
