namespace Mhero.Core.Reporting.Stored;

/// <summary>How the rows and the jobs' arguments are written.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, UseStringEnumConverter = true)]
[JsonSerializable(typeof(ReportScope))]
[JsonSerializable(typeof(StoredReports))]
[JsonSerializable(typeof(ReportReadingState))]
internal sealed partial class ReportJson : JsonSerializerContext;
