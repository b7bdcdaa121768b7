using Hl7.Fhir.Model;

namespace Mhero.Core.Extraction.Plan;

/// <summary>Reads the extraction extensions of a Questionnaire.</summary>
/// <param name="questionnaire">The Questionnaire; not changed.</param>
/// <param name="issues">Receives what is wrong with it.</param>
internal sealed class PlanBuilder(Questionnaire questionnaire, IssueLog issues)
{
    private readonly HashSet<string> _linkIds = new(StringComparer.Ordinal);
    private readonly Dictionary<string, TemplateNode?> _templates = new(StringComparer.Ordinal);
    private readonly DefinitionReader _definitions = new(issues);
    private readonly ObservationReader _observations = new(issues);

    /// <summary>The plan of the Questionnaire and all its items.</summary>
    public LevelPlan Build()
    {
        const string Root = "Questionnaire";
        for (var i = 0; i < questionnaire.Extension.Count; i++)
        {
            if (questionnaire.Extension[i].Url == SdcExtensions.TargetStructureMap)
            {
                issues.Warn(ExtractionCodes.NotSupported, $"{Root}.extension[{i}]", "Extraction by StructureMap is not supported: use templates, definitions or Observations.");
            }
        }

        var contexts = _definitions.ContextsOf(questionnaire.Extension, Root, questionnaire.Item, null, []);
        var settings = _observations.SettingsOf(questionnaire.Extension, Root, ObservationSettings.None);
        return new()
        {
            LinkId = "",
            Location = Root,
            AllocatedIds = AllocatedIdsOf(questionnaire.Extension, Root),
            Templates = TemplatesOf(questionnaire.Extension, Root),
            BundleTemplate = BundleTemplateOf(questionnaire.Extension, Root),
            Definitions = contexts,
            Values = _definitions.ValuesOf(questionnaire.Extension, Root, contexts),
            Items = ItemsOf(questionnaire.Item, Root, contexts, settings, null, 1),
        };
    }

    private List<LevelPlan> ItemsOf(
        List<Questionnaire.ItemComponent> items, string parent, IReadOnlyList<DefinitionPlan> around, ObservationSettings inherited, ElementTarget? group, int depth)
    {
        if (depth > QuestionnairePlan.MaxDepth)
        {
            issues.Error(ExtractionCodes.TooDeep, parent, $"Items are nested deeper than {QuestionnairePlan.MaxDepth} levels; those below were left out.");
            return [];
        }

        var plans = new List<LevelPlan>(items.Count);
        foreach (var item in items)
        {
            var linkId = item.LinkIdElement?.JsonValue as string;
            var location = $"{parent}.item.where(linkId='{(linkId ?? "").Replace("\\", @"\\", StringComparison.Ordinal).Replace("'", @"\'", StringComparison.Ordinal)}')";
            if (string.IsNullOrEmpty(linkId) || !_linkIds.Add(linkId))
            {
                issues.Error(ExtractionCodes.LinkIdRepeated, location, "Every item needs a linkId of its own; this one and the items below it were left out.");
                continue;
            }

            var own = _definitions.ContextsOf(item.Extension, location, item.Item, item, around);
            IReadOnlyList<DefinitionPlan> contexts = [.. around, .. own];
            var settings = _observations.SettingsOf(item.Extension, location, inherited);
            var target = _definitions.TargetOf(item, location, contexts, group);
            plans.Add(new()
            {
                LinkId = linkId,
                Location = location,
                Item = item,
                AllocatedIds = AllocatedIdsOf(item.Extension, location),
                Templates = TemplatesOf(item.Extension, location),
                Definitions = own,
                Values = _definitions.ValuesOf(item.Extension, location, contexts),
                Target = target,
                Observation = _observations.Of(item, location, settings),
                Items = ItemsOf(item.Item, location, contexts, settings, item.TypeElement?.JsonValue is "group" && target is not null ? target : group, depth + 1),
            });
        }

        return plans;
    }

    private List<string> AllocatedIdsOf(List<Extension> extensions, string location)
    {
        var names = new List<string>();
        for (var i = 0; i < extensions.Count; i++)
        {
            if (extensions[i].Url is SdcExtensions.ExtractAllocateId or SdcExtensions.AllocateId)
            {
                if (extensions[i].Value is FhirString { JsonValue: string { Length: > 0 } name } && !names.Contains(name))
                {
                    names.Add(name);
                }
                else
                {
                    issues.Error(ExtractionCodes.MalformedExtension, $"{location}.extension[{i}]", "The name of a variable is expected here, as valueString, another for each id.");
                }
            }
        }

        return names;
    }

    private List<TemplatePlan> TemplatesOf(List<Extension> extensions, string location)
    {
        var plans = new List<TemplatePlan>();
        for (var i = 0; i < extensions.Count; i++)
        {
            if (extensions[i].Url != SdcExtensions.TemplateExtract)
            {
                continue;
            }

            var at = $"{location}.extension[{i}]";
            var reference = (extensions[i].GetExtension("template")?.Value as ResourceReference)?.Reference;
            if (TemplateOf(reference, at) is not { } template)
            {
                continue;
            }

            if (template.Source is Bundle)
            {
                issues.Error(ExtractionCodes.TemplateMissing, at, $"The template {reference} is a Bundle: name it in a templateExtractBundle.");
                continue;
            }

            plans.Add(new(reference![1..], template, RequestPlan.Of(extensions[i], at, issues), at));
        }

        return plans;
    }

    private TemplatePlan? BundleTemplateOf(List<Extension> extensions, string location)
    {
        var i = extensions.FindIndex(extension => extension.Url == SdcExtensions.TemplateExtractBundle);
        if (i < 0)
        {
            return null;
        }

        var at = $"{location}.extension[{i}]";
        var reference = (extensions[i].Value as ResourceReference)?.Reference;
        if (TemplateOf(reference, at) is not { } template)
        {
            return null;
        }

        if (template.Source is not Bundle { TypeElement.JsonValue: "transaction" })
        {
            issues.Error(ExtractionCodes.TemplateMissing, at, $"The template {reference} is not a Bundle of type transaction.");
            return null;
        }

        return new(reference![1..], template, RequestPlan.Plain, at);
    }

    private TemplateNode? TemplateOf(string? reference, string location)
    {
        if (reference is not ['#', _, ..])
        {
            issues.Error(ExtractionCodes.MalformedExtension, location, "A reference to a contained template is expected here (#id).");
            return null;
        }

        if (!_templates.TryGetValue(reference, out var template))
        {
            var id = reference[1..];
            var resource = questionnaire.Contained.Find(contained => contained.Id == id);
            template = resource is null ? null : TemplateNode.OfResource(resource, $"Questionnaire.contained.where(id='{id}')", issues);
            _templates[reference] = template;
        }

        if (template is null)
        {
            issues.Error(ExtractionCodes.TemplateMissing, location, $"The Questionnaire contains no resource {reference}.");
        }

        return template;
    }
}
