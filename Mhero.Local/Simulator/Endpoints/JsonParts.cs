using System.Text.Json;
using Mhero.Local.Simulator.State;

namespace Mhero.Local.Simulator.Endpoints;

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
