using Mhero.Simulator.Api;
using Mhero.Simulator.State;

namespace Mhero.Simulator.Endpoints;

/// <summary>Writes a contact with the members, and in the order, of the release.</summary>
internal sealed class ContactJson(ApiContext context)
{
    public void Write(Utf8JsonWriter writer, ContactState contact, FieldEntry[] fields, bool expandUrns)
    {
        var rules = context.Rules;
        var gone = contact.Deleted;
        writer.WriteStartObject();
        writer.WriteString("uuid"u8, contact.Uuid);
        writer.WriteString("name"u8, gone ? null : contact.Name);
        if (context.Workspace.Anonymous && !rules.Is74)
        {
            var display = contact.Id.ToString("D10", CultureInfo.InvariantCulture);
            if (rules.Is263)
            {
                writer.WriteString("ref"u8, display);
            }

            writer.WriteString("anon_display"u8, display);
        }

        writer.WriteString("status"u8, gone ? null : contact.Status);
        writer.WriteString("language"u8, gone ? null : contact.Language);
        WriteUrns(writer, contact, expandUrns);
        writer.WriteStartArray("groups"u8);
        foreach (var group in contact.Groups)
        {
            writer.WriteReference(group.Uuid, group.Name);
        }

        writer.WriteEndArray();
        if (rules.Is263)
        {
            WriteNotes(writer, contact);
        }

        writer.WriteStartObject("fields"u8);
        foreach (var field in gone ? [] : fields)
        {
            writer.WriteString(field.KeyJson, contact.Value(field.Ordinal)?.Shown(field.Type));
        }

        writer.WriteEndObject();
        writer.WritePropertyName("flow"u8);
        if (contact.Flow is { } flow && !gone)
        {
            writer.WriteReference(flow.Uuid, flow.Name);
        }
        else
        {
            writer.WriteNullValue();
        }

        writer.WriteTime("created_on"u8, contact.CreatedOn);
        writer.WriteTime("modified_on"u8, contact.ModifiedOn);
        writer.WriteTime("last_seen_on"u8, gone ? null : contact.LastSeenOn);
        WriteFlag(writer, "blocked"u8, gone ? null : contact.Status == "blocked");
        WriteFlag(writer, "stopped"u8, gone ? null : contact.Status == "stopped");
        writer.WriteEndObject();
    }

    private void WriteUrns(Utf8JsonWriter writer, ContactState contact, bool expand)
    {
        writer.WriteStartArray("urns"u8);
        foreach (var urn in contact.Urns)
        {
            if (expand)
            {
                WriteExpanded(writer, urn);
            }
            else if (context.Workspace.Anonymous)
            {
                writer.WriteStringValue($"{urn.Scheme}:********");
            }
            else
            {
                writer.WriteStringValue(context.Rules.Is74 ? urn.WithDisplay : urn.Identity);
            }
        }

        writer.WriteEndArray();
    }

    private void WriteExpanded(Utf8JsonWriter writer, StoredUrn urn)
    {
        writer.WriteStartObject();
        writer.WritePropertyName("channel"u8);
        if (context.Workspace.Channel is { } channel && urn.Scheme == "tel")
        {
            writer.WriteReference(channel.Uuid, channel.Name);
        }
        else
        {
            writer.WriteNullValue();
        }

        writer.WriteString("scheme"u8, urn.Scheme);
        writer.WriteString("path"u8, context.Workspace.Anonymous ? "********" : urn.Path);
        writer.WriteString("display"u8, urn.Display);
        writer.WriteEndObject();
    }

    private static void WriteNotes(Utf8JsonWriter writer, ContactState contact)
    {
        writer.WriteStartArray("notes"u8);
        foreach (var note in contact.Deleted ? [] : contact.Notes)
        {
            writer.WriteStartObject();
            writer.WriteString("text"u8, note.Text);
            writer.WriteTime("created_on"u8, note.CreatedOn);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private static void WriteFlag(Utf8JsonWriter writer, ReadOnlySpan<byte> name, bool? value)
    {
        if (value is { } flag)
        {
            writer.WriteBoolean(name, flag);
        }
        else
        {
            writer.WriteNull(name);
        }
    }
}
