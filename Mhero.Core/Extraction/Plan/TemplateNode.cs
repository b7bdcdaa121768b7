using Hl7.Fhir.Introspection;
using Hl7.Fhir.Model;
using Mhero.Core.Extraction.Expressions;

namespace Mhero.Core.Extraction.Plan;

/// <summary>One element of a template, with its SDC extensions; compiled once and never changed.</summary>
internal sealed class TemplateNode
{
    private static readonly ClassMapping OfPrimitives = ModelInfo.ModelInspector.FindClassMapping("string")!;

    private TemplateNode(Base source, string location) => (Source, Location) = (source, location);

    /// <summary>The element as the template has it, without the extensions that make it a template.</summary>
    public Base Source { get; private set; }

    /// <summary>Where in the Questionnaire it stands, as FHIRPath.</summary>
    public string Location { get; }

    /// <summary>Selects what the element is made for, once each; null to make it once.</summary>
    public PlannedExpression? Context { get; private set; }

    /// <summary>The variable that stands for what <see cref="Context"/> selected; null for none.</summary>
    public string? ContextName { get; private set; }

    /// <summary>Selects the value; null when the template has it.</summary>
    public PlannedExpression? Value { get; private set; }

    /// <summary>The element's own elements; empty when nothing in it changes.</summary>
    public IReadOnlyList<TemplateProperty> Properties { get; private set; } = [];

    /// <summary>Whether the element or something in it depends on the response.</summary>
    public bool IsDynamic { get; private set; }

    /// <summary>How many elements it has, itself included.</summary>
    public int Size { get; private set; } = 1;

    /// <summary>Whether the element has a faulty expression: it is left out, and the fault is reported.</summary>
    public bool IsFaulty { get; private set; }

    /// <summary>Compiles a resource that is a template; its id names the template and is not the extracted resource's.</summary>
    /// <param name="resource">A contained resource; not changed.</param>
    /// <param name="location">Where it stands.</param>
    /// <param name="issues">Receives what is wrong with it.</param>
    public static TemplateNode OfResource(Resource resource, string location, IssueLog issues) => Of(resource, location, 0, issues);

    private static TemplateNode Of(Base source, string location, int depth, IssueLog issues)
    {
        var node = new TemplateNode(source, location);
        if (depth > QuestionnairePlan.MaxDepth)
        {
            issues.Error(ExtractionCodes.TooDeep, location, $"The template is nested deeper than {QuestionnairePlan.MaxDepth} elements; the elements below were left out.");
            node.IsDynamic = node.IsFaulty = true;
            return node;
        }

        var extensions = (source as IExtendable)?.Extension ?? [];
        for (var i = 0; i < extensions.Count; i++)
        {
            node.Read(extensions[i], $"{location}.extension[{i}]", issues);
        }

        node.IsDynamic |= node.Context is not null || node.Value is not null;
        var properties = PropertiesOf(source, location, depth, issues);
        node.Size += properties.Sum(property => property.Nodes.Sum(child => child.Size));
        if (node.IsDynamic || properties.Exists(property => property.Nodes.Any(child => child.IsDynamic)) || HasTemplateId(source, depth))
        {
            node.IsDynamic = true;
            node.Properties = properties;
        }

        return node;
    }

    private static List<TemplateProperty> PropertiesOf(Base source, string location, int depth, IssueLog issues)
    {
        var mapping = source is PrimitiveType ? OfPrimitives : ModelInfo.ModelInspector.FindClassMapping(source)!;
        var properties = new List<TemplateProperty>();
        foreach (var (name, value) in source.EnumerateElements())
        {
            if (mapping.FindMappedElementByName(name) is not { } property)
            {
                issues.Error(ExtractionCodes.UnknownElement, location, $"{mapping.Name} has no element '{name}' in R4; it was left out of the template.");
                continue;
            }

            var nodes = new List<TemplateNode>();
            foreach (var (child, i) in ElementsOf(value))
            {
                if (child is not Extension extension || !IsOurs(extension.Url))
                {
                    nodes.Add(Of(child, property.IsCollection ? $"{location}.{name}[{i}]" : $"{location}.{name}", depth + 1, issues));
                }
            }

            // The id of a contained resource is the template's name; only one that is filled in is meant for the result.
            if (nodes.Count > 0 && (name != "id" || source is not Resource || depth > 0 || nodes[0].IsDynamic))
            {
                properties.Add(new(property, nodes));
            }
        }

        return properties;
    }

    private static bool HasTemplateId(Base source, int depth) => depth == 0 && source is Resource { Id: not null };

    private static IEnumerable<(Base Child, int Index)> ElementsOf(object value) => value switch
    {
        Base single => [(single, 0)],
        System.Collections.IEnumerable list => list.OfType<Base>().Select((child, i) => (child, i)),
        _ => [],
    };

    private static bool IsOurs(string? url) =>
        url is SdcExtensions.TemplateExtractContext or SdcExtensions.TemplateExtractValue or SdcExtensions.ExtractAllocateId or SdcExtensions.AllocateId;

    private void Read(Extension extension, string location, IssueLog issues)
    {
        switch (extension.Url)
        {
            case SdcExtensions.TemplateExtractContext:
                ContextName = (extension.Value as Expression)?.Name;
                Context = ExpressionReader.Read(extension.Value, location, issues);
                IsFaulty |= Context is null;
                break;
            case SdcExtensions.TemplateExtractValue:
                Value = ExpressionReader.Read(extension.Value, location, issues);
                IsFaulty |= Value is null;
                break;
            default:
                return;
        }

        IsDynamic = true;
    }
}
