namespace Mhero.Core.Monitoring.Activity;

/// <summary>How the counts are written.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(ActivityCounts))]
internal sealed partial class ActivityJson : JsonSerializerContext;
