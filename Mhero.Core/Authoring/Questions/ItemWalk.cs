using Hl7.Fhir.Model;
using Mhero.Core.Authoring.Drafts;
using Mhero.Core.Mapping.Questionnaires;
using Mhero.Core.Mapping.Responses;
using static Hl7.Fhir.Model.Questionnaire;

namespace Mhero.Core.Authoring.Questions;

/// <summary>Adds the items of a Questionnaire to the flow, in their order.</summary>
internal sealed class ItemWalk
{
    private const int MaxDepth = 32;

    /// <summary>A text before a question is one message with it as long as both fit in one SMS.</summary>
    private const int OneSms = 160;

    private readonly AuthoringContext _context;
    private readonly FlowDraft _draft;
    private readonly QuestionBlock _questions;
    private readonly QuestionForms _forms;
    private readonly SelectionBlock _selections;
    private readonly KnownValues _known;
    private readonly ItemRules _rules;
    private readonly Conditions _conditions;
    private readonly AnswerCall _call;
    private readonly List<AskedQuestion> _asked = [];
    private int? _row;
    private LocalText _lead = LocalText.Empty;
    private string _leadPath = "";

    public ItemWalk(AuthoringContext context, FlowDraft draft, QuestionBlock questions, AnswerCall call)
    {
        (_context, _draft, _questions, _call) = (context, draft, questions, call);
        _forms = new QuestionForms(context);
        _selections = new SelectionBlock(context, draft, questions);
        _known = new KnownValues(context, draft, questions);
        _rules = new ItemRules(context);
        _conditions = new Conditions(context, draft);
    }

    /// <summary>The questions that the flow asks.</summary>
    public IReadOnlyList<AskedQuestion> Asked => _asked;

    /// <summary>Adds the items.</summary>
    public void Add(IReadOnlyList<ItemComponent> items)
    {
        Add(items, 0);
        SendLead();
    }

    private void Add(IReadOnlyList<ItemComponent> items, int depth)
    {
        // A flow of more nodes is refused as a whole, so that no more of them are made.
        foreach (var item in items.TakeWhile(_ => _draft.Nodes.Count <= QuestionnaireToFlow.MaxNodes))
        {
            if (depth > MaxDepth)
            {
                _context.Refuse(item, AuthoringCodes.TypeNotAuthored, $"Items are nested more than {MaxDepth} deep.");
            }
            else if (_rules.Allows(item))
            {
                Add(item, depth);
            }
        }
    }

    private void Add(ItemComponent item, int depth)
    {
        if (item.EnableWhen.Count == 0)
        {
            AddEnabled(item, depth);
            return;
        }

        SendLead();
        if (_conditions.Test(item) is { } others)
        {
            AddEnabled(item, depth);
            SendLead();
            _draft.Open(others);
        }
    }

    private void AddEnabled(ItemComponent item, int depth)
    {
        switch (RawElements.Text(item.TypeElement))
        {
            case "display":
                Lead(item);
                break;
            case "group" when RawElements.Flag(item.RepeatsElement):
                AddRows(item, depth);
                break;
            case "group":
                Lead(item);
                Add(item.Item, depth + 1);
                break;
            default:
                AddQuestion(item, depth);
                break;
        }
    }

    /// <summary>Asks for a group row by row; after each row the contact says whether there is another one.</summary>
    private void AddRows(ItemComponent group, int depth)
    {
        if (_row is not null)
        {
            _context.Refuse(group, AuthoringCodes.RepeatNotAuthored, "A group that repeats within a group that repeats is not asked. Ask for its rows in a Questionnaire of their own.");
            return;
        }

        SendLead();
        var path = PathOf(group);
        var first = _asked.Count;
        var given = RawElements.Number(RawElements.Value(group, AuthoringExtensions.MaxOccurs) as PrimitiveType);
        var rows = Math.Clamp(given ?? _context.Options.MaxRows, 1, _context.Options.MaxRows);
        if (given is null || given > rows)
        {
            _context.Note(group, AuthoringCodes.RepeatNotAuthored, $"The flow asks for at most {rows} rows of the group (option max-rows).");
        }

        List<DraftExit> ended = [];
        for (var row = 1; row <= rows; row++)
        {
            if (row > 1 || !RawElements.Flag(group.RequiredElement))
            {
                ended.AddRange(AskForRow(path, row, ItemTexts.Of(group)));
            }
            else
            {
                Lead(group);
            }

            (_row, _context.IsFurtherRow) = (row, row > 1);
            Add(group.Item, depth + 1);
            SendLead();
            (_row, _context.IsFurtherRow) = (null, false);
        }

        _conditions.Forget(_asked[first..]);
        _draft.Open(ended);
    }

    /// <summary>Asks whether there is a row; after a yes the row follows.</summary>
    /// <returns>The other exits.</returns>
    private List<DraftExit> AskForRow(string path, int row, LocalText text)
    {
        var question = LocalText.Join(" ", row == 1 ? text : LocalText.Empty, _context.Phrases[row == 1 ? Phrase.AnyRow : Phrase.AnotherRow]);
        var exits = _questions.Ask($"{path}/row", null, question, new ChoiceForms(_context).Boolean(), isRequired: true);
        var yes = exits[ConditionTests.Met];
        List<DraftExit> others = [.. _draft.TakeOpen().Where(e => e != yes)];
        _draft.Open([yes]);
        return others;
    }

    private void Lead(ItemComponent item)
    {
        var text = ItemTexts.Of(item);
        if (text.IsEmpty || ItemRules.IsUnasked(item))
        {
            return;
        }

        if (!_lead.IsEmpty && _lead.Base.Length + text.Base.Length >= OneSms)
        {
            SendLead();
        }

        _lead = LocalText.Join("\n", _lead, text);
        _leadPath = PathOf(item);
    }

    private void SendLead()
    {
        if (!_lead.IsEmpty)
        {
            _draft.Act(_leadPath, _draft.Send(_leadPath, _lead));
            _lead = LocalText.Empty;
        }
    }

    private void AddQuestion(ItemComponent item, int depth)
    {
        var path = PathOf(item);
        if (!_context.Keys.TryGetValue(path, out var key))
        {
            _context.Refuse(item, AuthoringCodes.NoText, "The item has no linkId.");
            return;
        }

        key = _row is { } row ? RowKeys.Of(key, row) : key;
        if (ItemRules.IsUnasked(item))
        {
            _known.Set(item, path, key);
            return;
        }

        var text = ItemTexts.Of(item);
        if (text.IsEmpty)
        {
            _context.Refuse(item, AuthoringCodes.NoText, "The item has no text that could be sent. Give it a text, or a short text (extension sdc-questionnaire-shortText).");
            return;
        }

        if (_forms.Of(item) is not { } form)
        {
            return;
        }

        _rules.Note(item, form);
        SendAnswersSoFar(path);
        Ask(item, path, key, text, form);
        _asked.Add(new AskedQuestion(item, key, form) { IsInRow = _row is not null });
        _conditions.Add(_asked[^1]);
        AddNested(item, path, key, depth);
    }

    private void Ask(ItemComponent item, string path, string key, LocalText text, QuestionForm form)
    {
        text = WithLead(text, form);
        var confirmed = _known.Offer(item, path, key, text, form);
        if (QuestionForms.IsSelection(item) && _context.Options.Selection == SelectionStyle.OneByOne)
        {
            _selections.Ask(path, key, text, form.Options);
        }
        else
        {
            var exits = _questions.Ask(path, key, text, form, RawElements.Flag(item.RequiredElement));
            if (exits.TryGetValue(OptionCategories.OwnWords, out var own))
            {
                AskOwnWords(path, key, own);
            }
        }

        _draft.Open(confirmed ?? []);
    }

    /// <summary>Asks for the answer that is none of the options; it replaces the result.</summary>
    private void AskOwnWords(string path, string key, DraftExit own)
    {
        var others = _draft.TakeOpen().Where(e => e != own).ToList();
        _draft.Open([own]);
        var form = new QuestionForm([RouteCase.Of("Has Text", "has_text")], _context.Phrases[Phrase.NoAnswer]);
        _questions.Ask($"{path}/own", key, _context.Phrases[Phrase.OwnWordsPrompt], form, isRequired: true);
        _draft.Open(others);
    }

    private LocalText WithLead(LocalText text, QuestionForm form)
    {
        if (_lead.Base.Length + text.Base.Length + form.Menu.Base.Length + form.Hint.Base.Length + 2 > OneSms)
        {
            SendLead();
            return text;
        }

        var both = LocalText.Join("\n", _lead, text);
        _lead = LocalText.Empty;
        return both;
    }

    /// <summary>Items that are nested in a question belong to its answer, so there has to be one.</summary>
    private void AddNested(ItemComponent item, string path, string key, int depth)
    {
        if (item.Item.Count > 0)
        {
            var others = _conditions.TestAnswered(path, key);
            Add(item.Item, depth + 1);
            SendLead();
            _draft.Open(others);
        }
    }

    private void SendAnswersSoFar(string path)
    {
        if (Asked.Count > 0 && Asked.Count % _context.Options.PageSize == 0)
        {
            _call.Add($"{path}/page", isCompleted: false);
        }
    }

    private static string PathOf(ItemComponent item) => RawElements.Text(item.LinkIdElement) ?? "item";
}
