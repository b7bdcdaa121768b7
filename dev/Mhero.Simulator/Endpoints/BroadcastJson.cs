using Mhero.Simulator.Api;
using Mhero.Simulator.State;

namespace Mhero.Simulator.Endpoints;

/// <summary>Writes a broadcast with the members, and in the order, of the release.</summary>
internal sealed class BroadcastJson(ApiContext context)
{
    public void Write(Utf8JsonWriter writer, BroadcastState broadcast)
    {
        var rules = context.Rules;
        writer.WriteStartObject();
        if (rules.Is263)
        {
            writer.WriteString("uuid"u8, broadcast.Uuid);
            writer.WriteString("status"u8, broadcast.Status);
            writer.WriteProgress(broadcast.Total);
        }
        else
        {
            writer.WriteNumber("id"u8, broadcast.Id);
        }

        WriteUrns(writer, broadcast);
        writer.WriteRecipients("contacts"u8, broadcast.To.Contacts.Select(id => context.Workspace.WithLock(w => w.ContactWith(id))).Select(c => (c.Uuid, c.Name)));
        writer.WriteRecipients("groups"u8, broadcast.To.Groups.Select(g => (g.Uuid, (string?)g.Name)));
        writer.WriteStartObject("text"u8);
        foreach (var (language, text) in broadcast.Texts)
        {
            writer.WriteString(language, text);
        }

        writer.WriteEndObject();
        if (!rules.Is74)
        {
            WriteNone(writer, "attachments", broadcast);
            if (rules.Is263)
            {
                WriteNone(writer, "quick_replies", broadcast);
            }

            writer.WriteString("base_language"u8, broadcast.BaseLanguage);
        }

        if (!rules.Is263)
        {
            writer.WriteString("status"u8, broadcast.Status);
        }

        writer.WriteTime("created_on"u8, broadcast.CreatedOn);
        if (rules.Is263)
        {
            writer.WriteNumber("id"u8, broadcast.Id);
        }

        writer.WriteEndObject();
    }

    private static void WriteNone(Utf8JsonWriter writer, string member, BroadcastState broadcast)
    {
        writer.WriteStartObject(member);
        foreach (var (language, _) in broadcast.Texts)
        {
            writer.WriteStartArray(language);
            writer.WriteEndArray();
        }

        writer.WriteEndObject();
    }

    private void WriteUrns(Utf8JsonWriter writer, BroadcastState broadcast)
    {
        if (context.Workspace.Anonymous)
        {
            writer.WriteNull("urns"u8);
            return;
        }

        writer.WriteStartArray("urns"u8);
        foreach (var urn in broadcast.To.Urns)
        {
            writer.WriteStringValue(urn.Identity);
        }

        writer.WriteEndArray();
    }
}
