using Mhero.Simulator.Api;
using Mhero.Simulator.State;

namespace Mhero.Simulator.Endpoints;

/// <summary>Writes a flow start with the members, and in the order, of the release.</summary>
internal sealed class FlowStartJson(ApiContext context)
{
    /// <param name="writer">Where to.</param>
    /// <param name="start">The start.</param>
    /// <param name="isStored">Whether it comes from the database, which keeps the parameters in an order of its own.</param>
    public void Write(Utf8JsonWriter writer, FlowStartState start, bool isStored)
    {
        var rules = context.Rules;
        var parameters = isStored ? StartParams.Stored(start.Params) : start.Params;
        writer.WriteStartObject();
        if (!rules.Is263)
        {
            writer.WriteNumber("id"u8, start.Id);
        }

        writer.WriteString("uuid"u8, start.Uuid);
        writer.WritePropertyName("flow"u8);
        writer.WriteReference(start.Flow.Uuid, start.Flow.Name);
        writer.WriteString("status"u8, start.Status);
        if (rules.Is263)
        {
            writer.WriteProgress(start.Total);
        }

        writer.WriteRecipients("groups"u8, start.To.Groups.Select(g => (g.Uuid, (string?)g.Name)));
        writer.WriteRecipients("contacts"u8, start.To.Contacts.Select(id => context.Workspace.WithLock(w => w.ContactWith(id))).Select(c => (c.Uuid, c.Name)));
        WriteObject(writer, "params", parameters);
        writer.WriteTime("created_on"u8, start.CreatedOn);
        writer.WriteTime("modified_on"u8, start.ModifiedOn);
        if (rules.Is263)
        {
            writer.WriteNumber("id"u8, start.Id);
        }

        WriteObject(writer, "extra", parameters);
        writer.WriteBoolean("restart_participants"u8, start.RestartParticipants);
        writer.WriteBoolean("exclude_active"u8, start.ExcludeActive);
        writer.WriteEndObject();
    }

    private static void WriteObject(Utf8JsonWriter writer, string member, JsonObject value)
    {
        writer.WritePropertyName(member);
        value.WriteTo(writer);
    }
}
