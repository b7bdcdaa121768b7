using Mhero.Core.Mapping.Issues;

namespace Mhero.Core.Mapping.Floip.Legacy;

/// <summary>
/// Makes flow definitions of specification 13 of those of RapidPro's old engine (up to 11.12 and 12: <c>action_sets</c> and <c>rule_sets</c>), so
/// that they can be converted. RapidPro does the same when it imports such a file.
/// </summary>
public static class LegacyExport
{
    private const string ExportVersion = "13";

    /// <summary>Whether a file has a flow of the old engine.</summary>
    /// <param name="file">An export, or one definition.</param>
    public static bool IsLegacy(JsonObject file) => IsFlow(file) || (file["flows"] as JsonArray)?.OfType<JsonObject>().Any(IsFlow) == true;

    /// <summary>Migrates the flows of the old engine in a file; other flows stay as they are.</summary>
    /// <param name="file">An export, or one definition; it is not changed.</param>
    /// <returns>An export of specification 13, and issues for parts that it does not have, each with its node.</returns>
    public static MappingResult<JsonObject> Migrate(JsonObject file)
    {
        var issues = new IssueCollector();
        var export = IsFlow(file) ? new JsonObject { ["flows"] = new JsonArray(file.DeepClone()) } : (JsonObject)file.DeepClone();
        export["version"] = ExportVersion;
        export["flows"] = new JsonArray([.. export["flows"]!.AsArray().OfType<JsonObject>().Select(f => IsFlow(f) ? new LegacyFlow(f, issues).Migrate() : f.DeepClone())]);
        return new MappingResult<JsonObject>(export, issues.ToList());
    }

    private static bool IsFlow(JsonObject json) => json["action_sets"] is JsonArray || json["rule_sets"] is JsonArray || json["definition"] is JsonObject;
}
