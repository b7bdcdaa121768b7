using System.Collections;
using System.Text.Json.Serialization.Metadata;
using Hl7.Fhir.Model;
using Hl7.Fhir.Serialization;
using Mhero.Core.Mapping.Places;
using Mhero.Core.RapidPro.Flows;
using Mhero.Core.RapidPro.Model;

namespace Mhero.Core.Tests.Mapping;

/// <summary>
/// JSON of the mapping's inputs and outputs: camel case, FHIR resources as FHIR has them, Places as a list of
/// Locations and Organizations, flow definitions as RapidPro exports them, and nothing for what is null, empty or not set.
/// </summary>
internal static class MappingJson
{
    public static JsonSerializerOptions Options { get; } = Create();

    public static object Read(JsonNode? node, Type type) =>
        node.Deserialize(type, Options) ?? throw new JsonException($"No {type.Name} in the case.");

    public static JsonNode Write(object value) => JsonSerializer.SerializeToNode(value, value.GetType(), Options)!;

    private static JsonSerializerOptions Create()
    {
        var options = new JsonSerializerOptions
        {
            PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
            PropertyNameCaseInsensitive = true,
            UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
            WriteIndented = true,
            Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
            TypeInfoResolver = new DefaultJsonTypeInfoResolver { Modifiers = { LeaveOutWhatIsNotSet } },
        }.ForFhir(ModelInfo.ModelInspector).UsingMode(DeserializationMode.Strict);
        options.Converters.Add(new PlacesConverter());
        options.Converters.Add(new FlowDefinitionConverter());
        options.Converters.Add(new SettableTextConverter());
        options.Converters.Add(new TextSetConverter());
        options.Converters.Add(new JsonStringEnumConverter());
        return options;
    }

    private static void LeaveOutWhatIsNotSet(JsonTypeInfo type)
    {
        foreach (var computed in type.Properties.Where(p => p.Set is null).ToList())
        {
            type.Properties.Remove(computed);
        }

        foreach (var property in type.Properties)
        {
            property.ShouldSerialize = (_, value) => value switch
            {
                null => false,
                string => true,
                Settable<string?> settable => settable.IsSet,
                IEnumerable list => list.GetEnumerator().MoveNext(),
                _ => true,
            };
        }
    }

    private sealed class PlacesConverter : JsonConverter<PlaceIndex>
    {
        public override PlaceIndex Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        {
            var places = JsonSerializer.Deserialize<List<Resource>>(ref reader, options)!;
            return new(places.OfType<Location>(), places.OfType<Organization>(), FacilityTypes.Default);
        }

        public override void Write(Utf8JsonWriter writer, PlaceIndex value, JsonSerializerOptions options) => writer.WriteNumberValue(value.Count);
    }

    private sealed class FlowDefinitionConverter : JsonConverter<FlowDefinition>
    {
        public override FlowDefinition Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            JsonSerializer.Deserialize(ref reader, FlowJson.Default.FlowDefinition)!;

        public override void Write(Utf8JsonWriter writer, FlowDefinition value, JsonSerializerOptions options) =>
            JsonSerializer.Serialize(writer, value, FlowJson.Default.FlowDefinition);
    }

    private sealed class SettableTextConverter : JsonConverter<Settable<string?>>
    {
        public override bool HandleNull => true;

        public override Settable<string?> Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            new(reader.GetString());

        public override void Write(Utf8JsonWriter writer, Settable<string?> value, JsonSerializerOptions options) =>
            writer.WriteStringValue(value.Value);
    }

    private sealed class TextSetConverter : JsonConverter<IReadOnlySet<string>>
    {
        public override IReadOnlySet<string> Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            JsonSerializer.Deserialize<HashSet<string>>(ref reader, options)!;

        public override void Write(Utf8JsonWriter writer, IReadOnlySet<string> value, JsonSerializerOptions options) =>
            JsonSerializer.Serialize(writer, value.Order(StringComparer.Ordinal).ToList(), options);
    }
}
