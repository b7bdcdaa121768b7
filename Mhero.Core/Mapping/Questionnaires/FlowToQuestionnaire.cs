using Hl7.Fhir.Model;
using Mhero.Core.Fhir;
using Mhero.Core.Mapping.Issues;
using Mhero.Core.Mapping.Languages;
using Mhero.Core.RapidPro.Flows;
using Mhero.Core.RapidPro.Model;

namespace Mhero.Core.Mapping.Questionnaires;

/// <summary>
/// Makes the Questionnaire of a flow: one item per result that a run can have, in the order in which a contact meets
/// them. The same flow gives the same bytes, a saved flow a new version. Thread-safe.
/// </summary>
/// <param name="options">Settings that <see cref="FlowMappingOptions.Validate"/> found no fault with.</param>
public sealed class FlowToQuestionnaire(FlowMappingOptions options) : IMapper<FlowSource, Questionnaire>
{
    /// <inheritdoc/>
    public MappingResult<Questionnaire> Map(FlowSource from)
    {
        var issues = new IssueCollector();
        var flow = from.Flow;
        var definition = Usable(from.Definition, issues);
        var questionnaire = new Questionnaire
        {
            Meta = new Meta { Tag = [new Coding(MheroSystems.Tags, MheroSystems.GeneratedTag)] },
            Url = options.QuestionnaireUrl(flow.Uuid),
            Identifier = [new Identifier(MheroSystems.FlowUuid, flow.Uuid.ToString())],
            Version = VersionOf(flow, definition),
            Name = MachineNames.Of(flow.Name, $"Flow_{flow.Uuid:N}"),
            Title = TextNormalizer.Clean(flow.Name),
            Status = flow.Archived ? PublicationStatus.Retired : PublicationStatus.Active,
            Date = flow.ModifiedOn is { } modified ? FhirTimes.Write(modified) : null,
        };
        if (definition is null)
        {
            questionnaire.Item = ListedItems.Create(flow, options, from.Earlier);
        }
        else
        {
            var items = new FlowItems(flow.Uuid, definition, options, from.Earlier, issues);
            questionnaire.Language = items.Language;
            questionnaire.Item = items.Create();
        }

        return new MappingResult<Questionnaire>(questionnaire, issues.ToList());
    }

    private static FlowDefinition? Usable(FlowDefinition? definition, IssueCollector issues)
    {
        if (definition is null)
        {
            issues.Inform(MappingCodes.NoDefinition, "flow", "The flow has no definition; its questions are known by the names of its results and their categories alone.");
            return null;
        }

        ReadOnlySpan<char> version = definition.SpecVersion;
        var dot = version.IndexOf('.');
        if (int.TryParse(dot < 0 ? version : version[..dot], NumberStyles.None, CultureInfo.InvariantCulture, out var major) && major < 13)
        {
            issues.Warn(MappingCodes.LegacyDefinition, "flow.spec_version", "The flow is of RapidPro's old engine; open it in the flow editor and save it.");
            return null;
        }

        return definition;
    }

    // Responses name the Questionnaire with its version, so there is one even for a file that knows neither.
    private static string VersionOf(Flow flow, FlowDefinition? definition) =>
        definition?.Revision is { } revision
            ? revision.ToString(CultureInfo.InvariantCulture)
            : flow.ModifiedOn?.UtcDateTime.ToString("yyyyMMddHHmmssfff", CultureInfo.InvariantCulture) ?? "0";
}
