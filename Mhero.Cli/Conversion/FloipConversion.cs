using System.Text.Encodings.Web;
using Mhero.Core.Floip;
using Mhero.Core.Floip.Flows;
using Mhero.Core.Floip.Results;
using Mhero.Core.Mapping.Floip;
using Mhero.Core.Mapping.Floip.Flows;
using Mhero.Core.Mapping.Floip.Legacy;
using Mhero.Core.Mapping.Issues;
using Mhero.Core.Mapping.Questionnaires;
using Mhero.Core.RapidPro.Flows;

namespace Mhero.Cli.Conversion;

/// <summary>Converts between RapidPro exports and containers of the FLOIP Flow Specification.</summary>
internal static class FloipConversion
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The container of an export.</summary>
    /// <param name="json">The export, or a definition.</param>
    /// <param name="wanted">UUIDs and names of the flows to convert, whatever their case; all when there is none.</param>
    /// <returns>The container as JSON, the issues, and whether a flow was refused.</returns>
    /// <exception cref="FlowExportException">It is not an export.</exception>
    public static (string Json, IReadOnlyList<ConversionIssue> Issues, bool HasRefused) ToContainer(byte[] json, IReadOnlyList<string> wanted)
    {
        var export = FlowExport.Read(json);
        var read = export.Flows.Where(f => wanted.Count == 0 || wanted.Any(w => w.Trim().Equals(f.Name.Trim(), StringComparison.OrdinalIgnoreCase) || w.Trim().Equals(f.Uuid.ToString(), StringComparison.OrdinalIgnoreCase)))
            .Select(f => f.Uuid).ToHashSet();
        var root = JsonNode.Parse(FlowJsonText.ToUtf8(json).Span, documentOptions: new() { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip })!.AsObject();
        if (root["flows"] is JsonArray flows)
        {
            root["flows"] = new JsonArray([.. flows.OfType<JsonObject>().Where(f => Guid.TryParse(f["uuid"]?.ToString(), out var uuid) && read.Contains(uuid)).Select(f => f.DeepClone())]);
        }

        var (container, issues) = FlowToContainer.Map(root);
        var refused = export.Refused.Select(r => new ConversionIssue(r.Code, "error", r.Name ?? r.Uuid?.ToString() ?? "?", r.Uuid, "flow", r.Message));
        return (ContainerWriter.Write(container), [.. issues.Select(i => IssueOf(i, container.Name)), .. refused], export.Refused.Count > 0);
    }

    /// <summary>Migrates an export of RapidPro's old engine (specification 11 and 12) to specification 13.</summary>
    /// <param name="json">The export, or a definition.</param>
    /// <returns>The export as UTF-8 JSON, and the issues; null where no flow is of the old engine.</returns>
    public static (byte[] Json, IReadOnlyList<ConversionIssue> Issues)? Migrate(byte[] json)
    {
        if (Parse(json) is not { } file || !LegacyExport.IsLegacy(file))
        {
            return null;
        }

        var (export, issues) = LegacyExport.Migrate(file);
        var name = export["flows"]?.AsArray().Select(f => f?["name"]?.ToString()).FirstOrDefault() ?? "?";
        return (Encoding.UTF8.GetBytes(export.ToJsonString(Indented)), [.. issues.Select(i => IssueOf(i, name))]);
    }

    /// <summary>The Questionnaire of a Flow Results package; null when the file is something else.</summary>
    /// <param name="json">The descriptor of the package.</param>
    /// <param name="source">The name of the FLOIP source, which is part of the Questionnaire's identifier.</param>
    /// <param name="options">How packages become Questionnaires.</param>
    public static FlowConversion? OfPackage(byte[] json, string source, FlowMappingOptions options)
    {
        PackageReading reading;
        try
        {
            reading = PackageReader.Read(json);
        }
        catch (FloipException)
        {
            return null;
        }

        var (questionnaire, issues) = new PackageToQuestionnaire(options).Map(new PackageSource(source, reading.Package));

        // The tag allows mHero to replace the Questionnaire; this one belongs to its author from here on.
        questionnaire.Meta = null;
        var name = questionnaire.Title ?? reading.Package.Id ?? "?";
        return new FlowConversion(
            [questionnaire],
            [.. reading.Issues.Select(i => new ConversionIssue(i.Code, "warning", name, null, i.Path, i.Message)), .. issues.Select(i => IssueOf(i, name))],
            HasRefused: false);
    }

    /// <summary>The RapidPro export of a container, or of an internal export of Viamo.</summary>
    /// <param name="json">The container, or the tree.</param>
    /// <returns>The export as UTF-8 JSON, and the issues.</returns>
    /// <exception cref="FloipException">It is not a container.</exception>
    public static (byte[] Json, IReadOnlyList<ConversionIssue> Issues) ToExport(byte[] json)
    {
        if (ContainerReader.IsViamoTree(json))
        {
            var (tree, parts) = TreeToContainer.Map(Parse(json)!);
            var (fromTree, further) = ContainerToFlows.Map(tree);
            return (Encoding.UTF8.GetBytes(fromTree.ToJsonString(Indented)), [.. parts.Concat(further).Select(i => IssueOf(i, tree.Name))]);
        }

        var (container, found) = ContainerReader.Read(json);
        var (export, issues) = ContainerToFlows.Map(container);
        return (
            Encoding.UTF8.GetBytes(export.ToJsonString(Indented)),
            [.. found.Select(i => new ConversionIssue(i.Code, "warning", container.Name, null, i.Path, i.Message)), .. issues.Select(i => IssueOf(i, container.Name))]);
    }

    private static JsonObject? Parse(byte[] json)
    {
        try
        {
            return JsonNode.Parse(json, documentOptions: new() { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip }) as JsonObject;
        }
        catch (JsonException)
        {
            // The reader of exports says what is wrong with the file.
            return null;
        }
    }

    private static ConversionIssue IssueOf(MappingIssue issue, string flow) =>
        new(issue.Code, issue.Severity.ToString().ToLowerInvariant(), flow, null, issue.Path, issue.Message);
}
