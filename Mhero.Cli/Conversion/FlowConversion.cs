using Hl7.Fhir.Model;
using Mhero.Core.Fhir;
using Mhero.Core.Mapping.Questionnaires;
using Mhero.Core.RapidPro.Flows;

namespace Mhero.Cli.Conversion;

/// <summary>The Questionnaires of an export, and what was found on the way.</summary>
/// <param name="Questionnaires">One for each flow that could be read, in the export's order.</param>
/// <param name="Issues">What could not be carried over, flow by flow, and the flows that could not be read.</param>
/// <param name="HasRefused">Whether a flow could not be read.</param>
internal sealed record FlowConversion(IReadOnlyList<Questionnaire> Questionnaires, IReadOnlyList<ConversionIssue> Issues, bool HasRefused)
{
    /// <summary>The UUID of the flow in its file, with which the canonical URL of a Questionnaire ends.</summary>
    /// <param name="questionnaire">A converted Questionnaire.</param>
    public static string KeyOf(Questionnaire questionnaire) => questionnaire.Url!.Split('/')[^1];

    /// <summary>Converts the flows of an export.</summary>
    /// <param name="export">The export.</param>
    /// <param name="wanted">UUIDs and names of the flows to convert, whatever their case; all when there is none.</param>
    /// <param name="options">How flows become Questionnaires.</param>
    public static FlowConversion Of(FlowExport export, IReadOnlyList<string> wanted, FlowMappingOptions options)
    {
        var mapper = new FlowToQuestionnaire(options);
        var questionnaires = new List<Questionnaire>();
        var issues = new List<ConversionIssue>();
        foreach (var flow in export.Flows.Where(f => IsWanted(wanted, f.Uuid, f.Name)))
        {
            var (questionnaire, found) = mapper.Map(new FlowSource(flow.ToFlow(), flow));

            // The tag allows mHero to replace the Questionnaire; this one belongs to its author from here on.
            questionnaire.Meta = null;

            // RapidPro gives an imported flow a new UUID, so that the file's finds it in no workspace but its own.
            if (flow.Name.Trim() is { Length: > 0 } flowName)
            {
                questionnaire.Identifier = [new Identifier(MheroSystems.FlowName, flowName)];
            }

            questionnaires.Add(questionnaire);
            var name = flow.Name.Length > 0 ? flow.Name : flow.Uuid.ToString();
            issues.AddRange(found.Select(i => new ConversionIssue(i.Code, i.Severity.ToString().ToLowerInvariant(), name, flow.Uuid, i.Path, i.Message)));
        }

        var refused = export.Refused.Where(r => IsWanted(wanted, r.Uuid, r.Name)).ToList();
        issues.AddRange(refused.Select(r => new ConversionIssue(r.Code, "error", r.Name ?? r.Uuid?.ToString() ?? "?", r.Uuid, "flow", r.Message)));
        return new FlowConversion(questionnaires, issues, refused.Count > 0);
    }

    /// <summary>Which of the wanted flows the export does not have.</summary>
    public static IReadOnlyList<string> Missing(FlowExport export, IReadOnlyList<string> wanted) =>
    [
        .. wanted.Where(w => !export.Flows.Any(f => IsWanted([w], f.Uuid, f.Name)) && !export.Refused.Any(r => IsWanted([w], r.Uuid, r.Name))),
    ];

    /// <summary>The one Questionnaire, or a Bundle of them all.</summary>
    public Resource ToResource() => Questionnaires is [var only]
        ? only
        : new Bundle
        {
            Type = Bundle.BundleType.Collection,
            Entry = [.. Questionnaires.Select(q => new Bundle.EntryComponent { FullUrl = $"{StandardSystems.UrnUuid}{KeyOf(q)}", Resource = q })],
        };

    private static bool IsWanted(IReadOnlyList<string> wanted, Guid? uuid, string? name) =>
        wanted.Count == 0
        || wanted.Any(w => (Guid.TryParse(w, out var parsed) && parsed == uuid) || string.Equals(w.Trim(), name?.Trim(), StringComparison.OrdinalIgnoreCase));
}
