using Hl7.Fhir.Model;
using Mhero.Core.Extraction.Expressions;
using Mhero.Core.Extraction.Plan;
using Mhero.Core.Fhir.Expressions;

namespace Mhero.Core.Extraction.Run;

/// <summary>Walks through a response along the plan of its Questionnaire.</summary>
internal sealed class ExtractionRun
{
    private readonly QuestionnairePlan _plan;
    private readonly IssueLog _issues;
    private readonly TemplateRun _templates;
    private readonly ObservationRun _observations;
    private readonly EntryDrafts _drafts;
    private readonly PocoNode _response;
    private readonly ExpressionMeter _meter;

    public ExtractionRun(QuestionnairePlan plan, QuestionnaireResponse response, ResourceReference? source, EntryDrafts drafts, IssueLog issues, ExpressionMeter meter)
    {
        _plan = plan;
        _issues = issues;
        _drafts = drafts;
        _meter = meter;
        _response = response.ToPocoNode();
        _templates = new(issues);
        _observations = new(response, source, drafts, issues);
    }

    /// <summary>Adds every entry that the response gives.</summary>
    public void Walk()
    {
        var scope = Allocated(_plan.Root, Scope.Of(_response, _plan.Node, _meter), "");
        if (_plan.Root.BundleTemplate is { } bundle)
        {
            FillBundle(bundle, scope);
        }

        FillTemplates(_plan.Root, scope, "");
        var frame = Open(_plan.Root, scope, "", null);
        SetValues(_plan.Root, scope, frame);
        Items(_plan.Root, ItemsOf(_response), scope, "", frame, null, 1);
    }

    private static List<PocoNode> ItemsOf(PocoNode node) => node.Child("item") is { } items ? [.. items] : [];

    private static string LinkIdOf(PocoNode node) => ((QuestionnaireResponse.ItemComponent)node.Poco).LinkIdElement?.JsonValue as string ?? "";

    private void Items(LevelPlan level, List<PocoNode> items, Scope scope, string repetition, DefinitionFrame? frame, EntryDraft? panel, int depth)
    {
        if (items.Count == 0)
        {
            return;
        }

        if (items.Select(LinkIdOf).Except(level.Items.Select(item => item.LinkId)).Any())
        {
            _issues.Warn(ExtractionCodes.UnknownItem, level.Location, "The response has an item here that the Questionnaire has not; nothing is extracted from it.");
        }

        foreach (var plan in level.Items)
        {
            if (!plan.Extracts || depth > QuestionnairePlan.MaxDepth)
            {
                continue;
            }

            var n = 0;
            foreach (var node in items)
            {
                if (LinkIdOf(node) == plan.LinkId)
                {
                    Item(plan, node, scope, repetition.Length == 0 ? $"{n}" : $"{repetition}-{n}", frame, panel, depth);
                    n++;
                }
            }
        }
    }

    private void Item(LevelPlan level, PocoNode node, Scope outer, string repetition, DefinitionFrame? frame, EntryDraft? panel, int depth)
    {
        var place = $"{level.LinkId}.{repetition}";
        var scope = Allocated(level, outer.At(node).With("qitem", level.Item!.ToPocoNode()), place);
        FillTemplates(level, scope, place);
        var item = (QuestionnaireResponse.ItemComponent)node.Poco;
        if (level.Definitions.Count == 0 || item.Answer.Count < 2)
        {
            Below(level, node, scope, repetition, frame, panel, depth, 0);
            return;
        }

        // One resource for each answer: each is seen as an item with that answer alone.
        for (var i = 0; i < item.Answer.Count; i++)
        {
            var single = new QuestionnaireResponse.ItemComponent { LinkId = item.LinkId, Definition = item.Definition, Text = item.Text, Answer = [item.Answer[i]] };
            var singleNode = single.ToPocoNode();
            Below(level, singleNode, i == 0 ? scope.At(singleNode) : Allocated(level, scope.At(singleNode), $"{place}-{i}"), repetition, frame, panel, depth, i);
        }
    }

    private void Below(LevelPlan level, PocoNode node, Scope scope, string repetition, DefinitionFrame? outer, EntryDraft? panel, int depth, int firstAnswer)
    {
        var item = (QuestionnaireResponse.ItemComponent)node.Poco;
        var hasAnswer = Answers.HasAnswer(item);
        var frame = hasAnswer ? Open(level, scope, firstAnswer == 0 ? $"{level.LinkId}.{repetition}" : $"{level.LinkId}.{repetition}-{firstAnswer}", outer) : outer;
        var (group, owner) = OpenGroup(level, frame);
        frame = group ?? frame;
        if (hasAnswer)
        {
            SetValues(level, scope, frame);
        }

        if (level.IsGroup)
        {
            var own = level.Observation is { } plan && hasAnswer ? _observations.Add(plan, null, scope, $"{level.LinkId}.{repetition}", panel) : panel;
            Items(level, ItemsOf(node), scope, repetition, frame, own ?? panel, depth + 1);
            if (own != panel)
            {
                ObservationRun.Finish(own);
            }
        }
        else
        {
            SetAnswers(level, item, frame);
            Answered(level, node, scope, repetition, frame, panel, depth, firstAnswer);
        }

        if (group is not null && owner is not null && group.Instance.EnumerateElements().Any())
        {
            owner.Attach(level.Target!, [group.Instance], level.Target!.Location, _issues);
        }
    }

    private void Answered(LevelPlan level, PocoNode node, Scope scope, string repetition, DefinitionFrame? frame, EntryDraft? panel, int depth, int firstAnswer)
    {
        var i = firstAnswer;
        foreach (var answer in node.Child("answer") ?? Enumerable.Empty<PocoNode>())
        {
            var own = panel;
            var value = ((QuestionnaireResponse.AnswerComponent)answer.Poco).Value;
            if (level.Observation is { } plan && value is not null)
            {
                own = _observations.Add(plan, value, scope, $"{level.LinkId}.{repetition}-{i}", panel) ?? panel;
            }

            Items(level, ItemsOf(answer), scope, $"{repetition}-{i}", frame, own, depth + 1);
            i++;
        }
    }

    private Scope Allocated(LevelPlan level, Scope scope, string place)
    {
        foreach (var variable in level.AllocatedIds)
        {
            scope = scope.With(variable, new FhirString(_drafts.Allocate(place, variable)).ToPocoNode());
        }

        return scope;
    }

    private void FillTemplates(LevelPlan level, Scope scope, string place)
    {
        foreach (var template in level.Templates)
        {
            var n = 0;
            foreach (var resource in _templates.Fill(template.Template, scope).OfType<Resource>())
            {
                _drafts.Add(resource, template.Request, scope, place, n == 0 ? template.Id : $"{template.Id}.{n}", template.Location);
                n++;
            }
        }
    }

    private void FillBundle(TemplatePlan template, Scope scope)
    {
        var entries = template.Template.Properties.FirstOrDefault(property => property.Property.Name == "entry")?.Nodes ?? [];
        for (var i = 0; i < entries.Count; i++)
        {
            // Named by its place in the template: an entry that is not filled this time must not shift those after it.
            var n = 0;
            foreach (var entry in _templates.Fill(entries[i], scope).OfType<Bundle.EntryComponent>())
            {
                if (entry.Resource is { } resource)
                {
                    _drafts.Add(entry, resource, n == 0 ? $"{template.Id}.{i}" : $"{template.Id}.{i}.{n}", template.Template.Location);
                    n++;
                }
            }
        }
    }

    private DefinitionFrame? Open(LevelPlan level, Scope scope, string place, DefinitionFrame? frame)
    {
        foreach (var definition in level.Definitions)
        {
            var resource = (Resource)definition.Type.CreateInstance();
            if (definition.Profile is not null)
            {
                resource.Meta = new Meta { Profile = [definition.Profile] };
            }

            _drafts.Add(resource, definition.Request, scope, place, definition.Type.Name, definition.Location);
            frame = new DefinitionFrame(frame, definition.Canonical, [], resource);
        }

        return frame;
    }

    /// <summary>For a group with a definition: its own instance of the element, and the frame that the instance goes to.</summary>
    private (DefinitionFrame? Group, DefinitionFrame? Owner) OpenGroup(LevelPlan level, DefinitionFrame? frame)
    {
        if (!level.IsGroup || level.Target is not { } target || DefinitionFrame.Of(frame, target) is not { } owner)
        {
            return default;
        }

        if (target.Steps[^1].MappingOf() is { IsFhirPrimitive: false } mapping)
        {
            return (new DefinitionFrame(frame, target.Canonical, target.Steps, mapping.CreateInstance()), owner);
        }

        _issues.Error(ExtractionCodes.WrongType, target.Location, $"{target.Steps[^1].Property.Name} has no elements that a group could fill.");
        return default;
    }

    private void SetValues(LevelPlan level, Scope scope, DefinitionFrame? frame)
    {
        foreach (var value in level.Values)
        {
            if (DefinitionFrame.Of(frame, value.Target) is { } found)
            {
                IReadOnlyList<Base> values = value.Fixed is { } given ? [given] : value.Expression!.Values(scope, _issues) ?? [];
                found.Put(value.Target, values, scope.Unit, value.Target.Location, _issues);
            }
        }
    }

    private void SetAnswers(LevelPlan level, QuestionnaireResponse.ItemComponent item, DefinitionFrame? frame)
    {
        if (level.Target is not { } target || DefinitionFrame.Of(frame, target) is not { } found)
        {
            return;
        }

        var values = new List<Base>();
        foreach (var answer in item.Answer.Select(answer => answer.Value).OfType<DataType>())
        {
            if (!Answers.SaysNothing(answer, out _))
            {
                values.Add(answer);
            }
            else
            {
                _issues.Warn(ExtractionCodes.AnswerNotCarried, target.Location, "The response keeps an answer as text, since it is not a value of the item's type; it was not carried over.");
            }
        }

        found.Put(target, values, level.Item!.GetExtensionValue<Coding>(SdcExtensions.Unit), target.Location, _issues);
    }
}
