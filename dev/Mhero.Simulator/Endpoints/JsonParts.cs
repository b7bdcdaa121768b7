using Mhero.Simulator.State;

namespace Mhero.Simulator.Endpoints;

/// <summary>What objects of several endpoints have in common; none of it allocates.</summary>
internal static class JsonParts
{
    public static void WriteReference(this Utf8JsonWriter writer, Guid uuid, string? name)
    {
        writer.WriteStartObject();
        writer.WriteString("uuid"u8, uuid);
        writer.WriteString("name"u8, name);
        writer.WriteEndObject();
    }

    public static void WriteReference(this Utf8JsonWriter writer, ReadOnlySpan<byte> member, SimulatedReference? reference)
    {
        writer.WritePropertyName(member);
        if (reference is null)
        {
            writer.WriteNullValue();
        }
        else
        {
            writer.WriteReference(reference.Uuid, reference.Name);
        }
    }

    public static void WriteRecipients(this Utf8JsonWriter writer, ReadOnlySpan<byte> member, IEnumerable<(Guid Uuid, string? Name)> recipients)
    {
        writer.WriteStartArray(member);
        foreach (var (uuid, name) in recipients)
        {
            writer.WriteReference(uuid, name);
        }

        writer.WriteEndArray();
    }

    /// <summary>How far mailroom is: it works a broadcast or start off in one go here, so all or nothing.</summary>
    public static void WriteProgress(this Utf8JsonWriter writer, int total)
    {
        writer.WriteStartObject("progress"u8);
        writer.WriteNumber("total"u8, total);
        writer.WriteNumber("started"u8, Math.Max(total, 0));
        writer.WriteEndObject();
    }

    public static void WriteTime(this Utf8JsonWriter writer, ReadOnlySpan<byte> name, long? micros)
    {
        if (micros is not { } time)
        {
            writer.WriteNull(name);
            return;
        }

        Span<byte> text = stackalloc byte[32];
        writer.WriteString(name, text[..Micros.Write(time, text)]);
    }

    /// <summary>With six digits of a second, whatever they are.</summary>
    public static void WriteFullTime(this Utf8JsonWriter writer, ReadOnlySpan<byte> name, long micros)
    {
        Span<byte> text = stackalloc byte[32];
        writer.WriteString(name, text[..Micros.WriteFull(micros, text)]);
    }
}
