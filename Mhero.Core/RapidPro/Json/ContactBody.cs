using System.Buffers;
using Mhero.Core.RapidPro.Model;

namespace Mhero.Core.RapidPro.Json;

/// <summary>Writes a <see cref="ContactWrite"/>: properties that are not set are left out, which is not the same as null.</summary>
internal static class ContactBody
{
    public static byte[] Write(ContactWrite write)
    {
        ArrayBufferWriter<byte> buffer = new(256);
        using (Utf8JsonWriter json = new(buffer))
        {
            json.WriteStartObject();
            if (write.Name.IsSet)
            {
                json.WriteString("name", write.Name.Value);
            }

            if (write.Language.IsSet)
            {
                json.WriteString("language", write.Language.Value);
            }

            WriteSet(json, "urns", write.Urns);
            WriteSet(json, "groups", write.Groups);
            WriteFields(json, write.Fields);
            json.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }

    // The same URN twice in one request is a 500 that would look like a passing one (odd_contact_dup_urns_in_request_500).
    private static void WriteSet(Utf8JsonWriter json, string name, IReadOnlyList<string>? values)
    {
        if (values is null)
        {
            return;
        }

        json.WriteStartArray(name);
        foreach (var value in values.Distinct(StringComparer.Ordinal))
        {
            json.WriteStringValue(value);
        }

        json.WriteEndArray();
    }

    private static void WriteFields(Utf8JsonWriter json, IReadOnlyDictionary<string, string?>? fields)
    {
        if (fields is null)
        {
            return;
        }

        json.WriteStartObject("fields");
        foreach ((var key, var value) in fields)
        {
            json.WriteString(key, value);
        }

        json.WriteEndObject();
    }
}
