using Hl7.Fhir.Introspection;
using Hl7.Fhir.Model;
using Mhero.Core.Extraction.Expressions;
using Mhero.Core.Fhir;

namespace Mhero.Core.Extraction.Plan;

/// <summary>Reads a Questionnaire's extensions for extraction by definitions.</summary>
/// <param name="issues">Receives what is wrong with it.</param>
internal sealed class DefinitionReader(IssueLog issues)
{
    /// <summary>The resources that begin on a level.</summary>
    /// <param name="extensions">The level's extensions.</param>
    /// <param name="location">Where it stands.</param>
    /// <param name="items">The items below it; they determine the type of a profile.</param>
    /// <param name="item">The item; null for the Questionnaire.</param>
    /// <param name="around">The resources around it.</param>
    public List<DefinitionPlan> ContextsOf(
        List<Extension> extensions, string location, List<Questionnaire.ItemComponent> items, Questionnaire.ItemComponent? item, IReadOnlyList<DefinitionPlan> around)
    {
        var plans = new List<DefinitionPlan>();
        for (var i = 0; i < extensions.Count; i++)
        {
            var extension = extensions[i];
            var at = $"{location}.extension[{i}]";
            var canonical = extension.Url switch
            {
                SdcExtensions.DefinitionExtract => (extension.GetExtension("definition")?.Value as PrimitiveType)?.JsonValue as string ?? "",
                SdcExtensions.ItemExtractionContext => CanonicalOf(extension, at),
                _ => null,
            };
            if (canonical is null)
            {
                continue;
            }

            var bare = canonical.Split('|')[0];
            if (bare.Length == 0)
            {
                issues.Error(ExtractionCodes.MalformedExtension, at, "The canonical of a definition is expected here.");
            }
            else if (around.Concat(plans).Any(other => other.Canonical == bare))
            {
                issues.Error(ExtractionCodes.DefinitionRepeated, at, $"{bare} is extracted here already; this one was left out.");
            }
            else if (TypeOf(bare, extensions, items, item) is not { } type)
            {
                issues.Error(ExtractionCodes.UnknownElement, at, $"{bare} is not a resource type of R4, and no definition below names the type that it profiles.");
            }
            else
            {
                var isProfile = bare != StandardSystems.CoreDefinitions + type.Name;
                if (isProfile)
                {
                    issues.Inform(ExtractionCodes.ProfileNotKnown, at, $"{bare} goes into meta.profile; values that it fixes are not known here: give them by definitionExtractValue.");
                }

                plans.Add(new(bare, type, isProfile ? canonical : null, RequestPlan.Of(extension, at, issues), at));
            }
        }

        return plans;
    }

    /// <summary>The element that an item's answers go into; null when no definition around it is the item's.</summary>
    /// <param name="item">The item.</param>
    /// <param name="location">Where it stands.</param>
    /// <param name="contexts">The resources around it.</param>
    /// <param name="group">The element that the nearest group around it fills; null for none.</param>
    public ElementTarget? TargetOf(Questionnaire.ItemComponent item, string location, IReadOnlyList<DefinitionPlan> contexts, ElementTarget? group)
    {
        var definition = item.DefinitionElement?.JsonValue as string;
        if (definition is null)
        {
            return null;
        }

        var (canonical, elementId) = Split(definition);
        location += ".definition";
        if (group?.Steps[^1].MappingOf() is { } complex && !complex.Name.Contains('.', StringComparison.Ordinal) && elementId.StartsWith(complex.Name + ".", StringComparison.Ordinal)
            && (canonical == StandardSystems.CoreDefinitions + complex.Name || canonical == group.Canonical))
        {
            return ElementTarget.Inside(group, elementId, location, issues);
        }

        if (contexts.FirstOrDefault(context => context.Canonical == canonical) is { } found)
        {
            return elementId.Length == 0 ? null : ElementTarget.Find(canonical, found.Type, elementId, location, issues);
        }

        if (elementId.Length > 0)
        {
            // A definition may also be there to document the item, so this is not an error.
            issues.Warn(ExtractionCodes.NoExtractionContext, location, contexts.Count == 0
                ? $"The item has a definition, but neither it nor an item around it has the extension definitionExtract; with one for {canonical} its answers are extracted by definition."
                : $"No definitionExtract around this item is for {canonical}; its answers are not extracted by definition.");
        }

        return null;
    }

    /// <summary>The values that a level sets besides its answers.</summary>
    public List<DefinitionValuePlan> ValuesOf(List<Extension> extensions, string location, IReadOnlyList<DefinitionPlan> contexts)
    {
        var plans = new List<DefinitionValuePlan>();
        for (var i = 0; i < extensions.Count; i++)
        {
            if (extensions[i].Url != SdcExtensions.DefinitionExtractValue)
            {
                continue;
            }

            var at = $"{location}.extension[{i}]";
            var (canonical, elementId) = Split((extensions[i].GetExtension("definition")?.Value as PrimitiveType)?.JsonValue as string ?? "");
            if (canonical.Length == 0 || elementId.Length == 0)
            {
                issues.Error(ExtractionCodes.MalformedExtension, at, "A definition is expected here, as canonical#element.");
                continue;
            }

            if (contexts.FirstOrDefault(context => context.Canonical == canonical) is not { } found)
            {
                issues.Error(ExtractionCodes.NoExtractionContext, at, $"No definitionExtract around this value is for {canonical}.");
                continue;
            }

            if (ElementTarget.Find(canonical, found.Type, elementId, at, issues) is { } target && ValueOf(extensions[i], at) is { } value)
            {
                plans.Add(new(target, value.Expression, value.Fixed));
            }
        }

        return plans;
    }

    private static (string Canonical, string ElementId) Split(string definition)
    {
        var hash = definition.IndexOf('#', StringComparison.Ordinal);
        return hash < 0 ? (definition.Split('|')[0], "") : (definition[..hash].Split('|')[0], definition[(hash + 1)..]);
    }

    private static IEnumerable<string> DefinitionsOf(List<Extension> extensions) => extensions
        .Where(extension => extension.Url == SdcExtensions.DefinitionExtractValue)
        .Select(extension => (extension.GetExtension("definition")?.Value as PrimitiveType)?.JsonValue as string)
        .OfType<string>();

    private static IEnumerable<string> DefinitionsOf(Questionnaire.ItemComponent item, int depth) =>
        depth > QuestionnairePlan.MaxDepth
            ? []
            : DefinitionsOf(item.Extension)
                .Concat(item.DefinitionElement?.JsonValue is string definition ? [definition] : [])
                .Concat(item.Item.SelectMany(child => DefinitionsOf(child, depth + 1)));

    private (PlannedExpression? Expression, DataType? Fixed)? ValueOf(Extension extension, string location)
    {
        var fixedValue = extension.GetExtension("fixed-value")?.Value;
        var expression = extension.GetExtension("expression")?.Value;
        if (fixedValue is null == expression is null)
        {
            issues.Error(ExtractionCodes.MalformedExtension, location, "Either a fixed-value or an expression is expected here.");
            return null;
        }

        if (fixedValue is not null)
        {
            return (null, fixedValue);
        }

        return ExpressionReader.Read(expression, location, issues) is { } compiled ? (compiled, null) : null;
    }

    /// <summary>The type that a canonical is about: its own name, or what the definitions that use it begin with.</summary>
    private static ClassMapping? TypeOf(string canonical, List<Extension> extensions, List<Questionnaire.ItemComponent> items, Questionnaire.ItemComponent? item)
    {
        var name = canonical.StartsWith(StandardSystems.CoreDefinitions, StringComparison.Ordinal) ? canonical[StandardSystems.CoreDefinitions.Length..] : "";
        if (!ModelInfo.IsKnownResource(name))
        {
            name = DefinitionsOf(extensions)
                .Concat(item?.DefinitionElement?.JsonValue is string own ? [own] : [])
                .Concat(items.SelectMany(child => DefinitionsOf(child, 0)))
                .Select(Split)
                .Where(definition => definition.Canonical == canonical)
                .Select(definition => definition.ElementId.Split('.')[0])
                .FirstOrDefault(ModelInfo.IsKnownResource);
        }

        return name is null ? null : ModelInfo.ModelInspector.FindClassMapping(name) is { IsResource: true } mapping && mapping.IsAbstract != true ? mapping : null;
    }

    private string? CanonicalOf(Extension extension, string location)
    {
        var text = extension.Value switch
        {
            Code code => code.JsonValue as string,
            FhirString name => name.JsonValue as string,
            Expression expression => expression.Expression_,
            _ => null,
        };
        var type = text?.Split('?')[0].Trim() ?? "";
        if (!ModelInfo.IsKnownResource(type))
        {
            issues.Error(ExtractionCodes.NotSupported, location, "Of the retired itemExtractionContext only a resource type is supported: use definitionExtract or templateExtract.");
            return null;
        }

        if (text!.Contains('?', StringComparison.Ordinal))
        {
            issues.Warn(ExtractionCodes.NotSupported, location, $"The query of the retired itemExtractionContext is not run; a {type} is created. Use ifNoneExist to find an existing one.");
        }

        return StandardSystems.CoreDefinitions + type;
    }
}
