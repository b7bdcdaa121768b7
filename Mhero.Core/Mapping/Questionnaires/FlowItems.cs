using Hl7.Fhir.Model;
using Mhero.Core.Mapping.Issues;
using Mhero.Core.RapidPro.Flows;

namespace Mhero.Core.Mapping.Questionnaires;

/// <summary>Makes the items of a flow's Questionnaire from its definition.</summary>
internal sealed class FlowItems
{
    private readonly FlowGraph _graph;
    private readonly Prompts _prompts;
    private readonly RouterReader _reader;
    private readonly QuestionItem _items;
    private readonly FlowLanguages _languages;
    private readonly IssueCollector _issues;

    public FlowItems(Guid flow, FlowDefinition definition, FlowMappingOptions options, IReadOnlyList<Questionnaire> earlier, IssueCollector issues)
    {
        _issues = issues;
        _graph = new FlowGraph(definition);
        _prompts = new Prompts(_graph);
        _reader = new RouterReader(options.WholeNumbers);
        _languages = new FlowLanguages(definition, issues);
        _items = new QuestionItem(_languages, key => options.CodeSystem(flow, key), earlier);
    }

    /// <summary>The flow's base language, BCP-47; null when it has none.</summary>
    public string? Language => _languages.Base;

    /// <summary>One item per result, in the order in which a contact meets them.</summary>
    public List<Questionnaire.ItemComponent> Create()
    {
        if (_graph.Nodes.Count == 0)
        {
            return [];
        }

        List<GeneratedItem> made = [.. ResultWriters.Find(_graph).Where(w => !ResultKeys.IsOwn(w[0].Key)).Select(Create)];
        SetBranches(made);
        return [.. made.Select(m => m.Item)];
    }

    private GeneratedItem Create(IReadOnlyList<ResultWriter> writers)
    {
        var path = $"flow.results.{writers[0].Key}";
        if (!writers.Any(w => _graph.IsReachable(w.Node)))
        {
            _issues.Inform(MappingCodes.UnreachableResult, path, "No way through the flow leads to this result; only runs of earlier revisions have it.");
        }

        var asking = writers.Where(w => w.IsAsked).ToList();
        if (asking.Count == 0)
        {
            return new GeneratedItem(writers, null, QuestionItem.Hidden(writers[0].Key, writers[0].Name));
        }

        var question = Ask(asking, writers, path);
        var prompt = _prompts.Of(asking[0].Node);
        if (prompt.Count == 0)
        {
            _issues.Inform(MappingCodes.NoPrompt, path, "No message leads to this question; the item has the result's name as its text.");
        }

        var item = _items.Asked(asking[0], question, prompt);
        CategoryRoles.Add(item, asking.Select(w => w.Router!));
        return new GeneratedItem(writers, question, item);
    }

    private Question Ask(List<ResultWriter> asking, IReadOnlyList<ResultWriter> writers, string path)
    {
        Question? whole = null;
        var conflict = false;
        foreach (var writer in asking)
        {
            var surroundings = new RouterSurroundings(_graph, writer, asking, _prompts);
            var question = _reader.Read(writer.Router!, surroundings, _prompts.Of(writer.Node), path, _issues);
            whole = whole is null ? question : QuestionMerge.Merge(whole, question, ref conflict);
        }

        if (conflict)
        {
            _issues.Warn(MappingCodes.ConflictingTypes, path, "The flow asks for this result in several places and for answers of different types; give each its own result name.");
        }

        foreach (var set in writers.Where(w => !w.IsAsked))
        {
            whole = WithSet(whole!, set, path);
        }

        return whole!;
    }

    /// <summary>A value that the flow sets on an asked result is one more option of a choice, and must fit a number.</summary>
    private Question WithSet(Question question, ResultWriter writer, string path)
    {
        if (writer.Action is not { Type: "set_run_result" } action)
        {
            return question;
        }

        switch (question.Kind)
        {
            case QuestionKind.Choice or QuestionKind.OpenChoice:
                var name = action.Category?.Trim() ?? "";
                return name.Length == 0 || IsExpression(name) || question.Options.Any(o => o.Name == name)
                    ? question
                    : question with { Options = [.. question.Options, QuestionOption.OfText(name)] };
            case QuestionKind.Decimal or QuestionKind.Integer or QuestionKind.Date or QuestionKind.Time or QuestionKind.Place or QuestionKind.Media:
                var isNumber = decimal.TryParse(action.Value, NumberStyles.Float, CultureInfo.InvariantCulture, out _);
                if (!IsExpression(action.Value ?? "") && !(isNumber && question.Kind is QuestionKind.Decimal or QuestionKind.Integer))
                {
                    _issues.Inform(MappingCodes.SetToOtherType, path, "The flow sets this result itself to a text that is not an answer of the question's type; such answers are kept as text.");
                }

                return question;
            default:
                return question;
        }
    }

    private void SetBranches(List<GeneratedItem> made)
    {
        var branches = new Branches(_graph);
        List<(GeneratedItem Item, Branch Branch, HashSet<string> Options)> deciders = [];
        foreach (var item in made)
        {
            List<ResultWriter> asking = [.. item.Asking.Where(w => _graph.IsReachable(w.Node))];
            if (asking.Count == 0)
            {
                continue;
            }

            if (branches.IsMetByAll(asking))
            {
                item.Item.Required = asking.TrueForAll(w => w.Router!.Categories.All(c => !OptionCategories.IsSkipped(c.Name))) ? true : null;
            }
            else
            {
                SetEnableWhen(item, asking, branches, deciders);
            }

            // A result that is saved in two places may have either's answer.
            if (item is { Writers.Count: 1, Question.Kind: QuestionKind.Choice or QuestionKind.OpenChoice, Item.AnswerOption.Count: > 0 })
            {
                deciders.Add((item, branches.Of(asking[0]), [.. item.Question.Options.Select(o => o.Name)]));
            }
        }
    }

    private void SetEnableWhen(
        GeneratedItem item, List<ResultWriter> asking, Branches branches, List<(GeneratedItem Item, Branch Branch, HashSet<string> Options)> deciders)
    {
        var target = _graph.Set(asking.Select(w => w.Node));
        var after = branches.After(asking);
        // The nearest deciding question is enough: it is enabled itself only after what decides it.
        for (var i = deciders.Count - 1; i >= 0; i--)
        {
            var (decider, branch, options) = deciders[i];
            if (branch.Deciding(options, target, after) is { Count: > 0 } names)
            {
                QuestionItem.EnableWhen(item.Item, decider, names);
                return;
            }
        }
    }

    private static bool IsExpression(string text) => text.Contains('@', StringComparison.Ordinal);
}
