using Mhero.Core.RapidPro.Flows;

namespace Mhero.Core.RapidPro.Json;

/// <summary>Reads the answer of <c>definitions</c> as an export, so that a flow that cannot be read costs no other.</summary>
internal sealed class FlowExportConverter : JsonConverter<FlowExport>
{
    public override FlowExport Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        using var document = JsonDocument.ParseValue(ref reader);
        try
        {
            return FlowExport.Read(document.RootElement);
        }
        catch (FlowExportException error)
        {
            throw new JsonException(error.Message, error);
        }
    }

    public override void Write(Utf8JsonWriter writer, FlowExport value, JsonSerializerOptions options) =>
        throw new NotSupportedException("RapidPro does not accept definitions.");
}
