using Mhero.Simulator.Api;
using Mhero.Simulator.State;

namespace Mhero.Simulator.Endpoints;

/// <summary>Writes a message with the members, and in the order, of the release.</summary>
internal sealed class MessageJson(ApiContext context)
{
    public void Write(Utf8JsonWriter writer, MessageState message, ContactState contact)
    {
        var rules = context.Rules;
        writer.WriteStartObject();
        if (rules.Is263)
        {
            writer.WriteString("uuid"u8, message.Uuid);
        }
        else
        {
            WriteNumbers(writer, message);
        }

        writer.WritePropertyName("contact"u8);
        writer.WriteReference(contact.Uuid, contact.Name);
        writer.WriteString("urn"u8, context.Workspace.Anonymous ? null : message.Urn);
        writer.WriteReference("channel"u8, message.Channel);
        writer.WriteString("direction"u8, message.Direction);
        writer.WriteString("type"u8, rules.Is74 ? OldType(message) : message.Type);
        writer.WriteString("status"u8, message.Status);
        writer.WriteBoolean("archived"u8, message.Visibility == "archived");
        writer.WriteString("visibility"u8, message.Visibility);
        writer.WriteString("text"u8, message.Text);
        writer.WriteStartArray("labels"u8);
        foreach (var label in message.Labels)
        {
            writer.WriteReference(label.Uuid, label.Name);
        }

        writer.WriteEndArray();
        if (!rules.Is74)
        {
            writer.WriteReference("flow"u8, message.Flow is { } flow ? new SimulatedReference(flow.Uuid, flow.Name) : null);
        }

        WriteMedia(writer, message);
        writer.WriteTime("created_on"u8, message.CreatedOn);
        writer.WriteTime("sent_on"u8, message.SentOn);
        writer.WriteTime("modified_on"u8, message.ModifiedOn);
        writer.WriteString("media"u8, message.Attachments is [var first, ..] ? $"{first.ContentType}:{first.Url}" : null);
        if (rules.Is263)
        {
            WriteNumbers(writer, message);
        }

        writer.WriteEndObject();
    }

    private static void WriteNumbers(Utf8JsonWriter writer, MessageState message)
    {
        writer.WriteNumber("id"u8, message.Id);
        if (message.Broadcast is { } broadcast)
        {
            writer.WriteNumber("broadcast"u8, broadcast);
        }
        else
        {
            writer.WriteNull("broadcast"u8);
        }
    }

    private void WriteMedia(Utf8JsonWriter writer, MessageState message)
    {
        writer.WriteStartArray("attachments"u8);
        foreach (var attachment in message.Attachments)
        {
            writer.WriteStartObject();
            writer.WriteString("content_type"u8, attachment.ContentType);
            writer.WriteString("url"u8, attachment.Url);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        if (!context.Rules.Is263)
        {
            return;
        }

        writer.WriteStartArray("quick_replies"u8);
        foreach (var reply in message.QuickReplies)
        {
            writer.WriteStartObject();
            writer.WriteString("type"u8, "text"u8);
            writer.WriteString("text"u8, reply);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private static string OldType(MessageState message) =>
        message.Type == "voice" ? "ivr" : message.Flow is null ? "inbox" : "flow";
}
