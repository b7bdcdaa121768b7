namespace Mhero.Core.RapidPro.Flows;

/// <summary>The reader and writer of flow definitions, made at build time. Writing gives the modelled members alone.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(FlowDefinition))]
internal sealed partial class FlowJson : JsonSerializerContext;
