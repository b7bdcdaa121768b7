using Mhero.Simulator.Api;
using Mhero.Simulator.State;

namespace Mhero.Simulator.Endpoints;

/// <summary>Writes a run with the members, and in the order, of the release.</summary>
internal sealed class RunJson(ApiContext context)
{
    public void Write(Utf8JsonWriter writer, RunState run, ContactState contact, bool paths)
    {
        var rules = context.Rules;
        writer.WriteStartObject();
        if (!rules.Is263)
        {
            writer.WriteNumber("id"u8, run.Id);
        }

        writer.WriteString("uuid"u8, run.Uuid);
        writer.WritePropertyName("flow"u8);
        writer.WriteReference(run.Flow.Uuid, run.Flow.Name);
        WriteContact(writer, contact);
        writer.WritePropertyName("start"u8);
        if (run.Start is { } start)
        {
            writer.WriteStartObject();
            writer.WriteString("uuid"u8, start);
            writer.WriteEndObject();
        }
        else
        {
            writer.WriteNullValue();
        }

        writer.WriteBoolean("responded"u8, run.Responded);
        WritePath(writer, run, paths);
        WriteValues(writer, run);
        writer.WriteTime("created_on"u8, run.CreatedOn);
        writer.WriteTime("modified_on"u8, run.ModifiedOn);
        writer.WriteTime("exited_on"u8, run.ExitedOn);
        writer.WriteString("exit_type"u8, run.ExitType);
        if (rules.Is263)
        {
            writer.WriteNumber("id"u8, run.Id);
        }

        writer.WriteEndObject();
    }

    private void WriteContact(Utf8JsonWriter writer, ContactState contact)
    {
        var rules = context.Rules;
        var anonymous = context.Workspace.Anonymous;
        var urn = contact.Urns is [var first, ..] ? first : null;
        writer.WriteStartObject("contact"u8);
        writer.WriteString("uuid"u8, contact.Uuid);
        writer.WriteString("name"u8, contact.Name);
        if (rules.Is74)
        {
            if (!anonymous)
            {
                writer.WriteString("urn"u8, urn?.WithDisplay);
            }
        }
        else
        {
            writer.WriteString("urn"u8, urn is null ? null : anonymous ? $"{urn.Scheme}:********" : urn.Identity);
            writer.WriteString("urn_display"u8, urn is null || anonymous ? null : context.Workspace.ShowUrn(urn));
            if (anonymous)
            {
                writer.WriteString("anon_display"u8, contact.Id.ToString("D10", CultureInfo.InvariantCulture));
            }
        }

        writer.WriteEndObject();
    }

    private static void WritePath(Utf8JsonWriter writer, RunState run, bool paths)
    {
        if (!paths)
        {
            writer.WriteNull("path"u8);
            return;
        }

        writer.WriteStartArray("path"u8);
        foreach (var step in run.Path)
        {
            writer.WriteStartObject();
            writer.WriteString("node"u8, step.Node);
            writer.WriteFullTime("time"u8, step.Time);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private void WriteValues(Utf8JsonWriter writer, RunState run)
    {
        writer.WriteStartObject("values"u8);
        foreach (var value in run.Values)
        {
            writer.WriteStartObject(value.Key);
            writer.WriteString("value"u8, value.Value);
            writer.WriteString("category"u8, value.Category);
            writer.WriteString("node"u8, value.Node);
            writer.WriteFullTime("time"u8, value.Time);
            if (!context.Rules.Is263)
            {
                writer.WriteString("input"u8, value.Input);
            }

            writer.WriteString("name"u8, value.Name);
            writer.WriteEndObject();
        }

        writer.WriteEndObject();
    }
}
