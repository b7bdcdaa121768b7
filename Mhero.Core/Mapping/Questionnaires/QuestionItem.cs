using Hl7.Fhir.Model;
using Mhero.Core.Fhir;
using Mhero.Core.RapidPro.Flows;
using Item = Hl7.Fhir.Model.Questionnaire.ItemComponent;
using ItemType = Hl7.Fhir.Model.Questionnaire.QuestionnaireItemType;

namespace Mhero.Core.Mapping.Questionnaires;

/// <summary>Writes a question as an item.</summary>
/// <param name="languages">Translates.</param>
/// <param name="codeSystem">The code system of the options, by the result's key.</param>
/// <param name="earlier">The Questionnaires of earlier revisions, the newest first.</param>
internal sealed class QuestionItem(FlowLanguages languages, Func<string, string> codeSystem, IReadOnlyList<Questionnaire> earlier)
{
    /// <summary>RapidPro cuts what it saves of an answer here.</summary>
    private const int MaxLength = 640;

    /// <summary>The item of something that the contact is asked.</summary>
    public Item Asked(ResultWriter writer, Question question, IReadOnlyList<FlowAction> prompt)
    {
        var text = PromptText.Of(prompt);
        var item = new Item
        {
            LinkId = writer.Key,
            TextElement = text.Length == 0 ? new FhirString(writer.Name) : languages.Write(text, table => PromptText.Of(prompt, table)),
            Type = TypeOf(question.Kind),
        };
        switch (question.Kind)
        {
            case QuestionKind.Text or QuestionKind.String:
                item.MaxLength = MaxLength;
                break;
            case QuestionKind.Decimal:
                Bound(item, question.Numbers.Min is { } min ? new FhirDecimal(min) : null, question.Numbers.Max is { } max ? new FhirDecimal(max) : null);
                break;
            case QuestionKind.Integer:
                Bound(item, question.Numbers.Min is { } least ? new Integer((int)least) : null, question.Numbers.Max is { } most ? new Integer((int)most) : null);
                break;
            case QuestionKind.Date:
                Bound(item, DateOf(question.Dates.Min), DateOf(question.Dates.Max));
                break;
            case QuestionKind.Place:
                item.Extension.Add(new Extension(QuestionnaireExtensions.ReferenceResource, new Code("Location")));
                break;
            case QuestionKind.Media:
                // One message can bring several pictures.
                item.Repeats = true;
                break;
        }

        if (question.Pattern is { } pattern)
        {
            item.Extension.Add(new Extension(QuestionnaireExtensions.Regex, new FhirString(pattern)));
        }

        AddOptions(item, question.Options, codeSystem(writer.Key));
        return item;
    }

    /// <summary>The item of something that the flow works out itself.</summary>
    public static Item Hidden(string key, string name) => new()
    {
        Extension = [new Extension(QuestionnaireExtensions.Hidden, new FhirBoolean(true))],
        LinkId = key,
        Text = name,
        Type = ItemType.String,
        ReadOnly = true,
    };

    /// <summary>Makes an item depend on some answers to another.</summary>
    public static void EnableWhen(Item item, GeneratedItem decider, IReadOnlyList<string> answers)
    {
        for (var i = 0; i < decider.Question!.Options.Count; i++)
        {
            if (answers.Contains(decider.Question.Options[i].Name))
            {
                var option = (Coding)decider.Item.AnswerOption[i].Value;
                item.EnableWhen.Add(new Questionnaire.EnableWhenComponent
                {
                    Question = decider.Item.LinkId,
                    Operator = Questionnaire.QuestionnaireItemOperator.Equal,
                    Answer = new Coding(option.System, option.Code, option.Display),
                });
            }
        }

        if (item.EnableWhen.Count > 1)
        {
            item.EnableBehavior = Questionnaire.EnableWhenBehavior.Any;
        }
    }

    private void AddOptions(Item item, IReadOnlyList<QuestionOption> options, string system)
    {
        var codes = OptionCodes.Of(options, EarlierOptions.Of(earlier, item.LinkId!, system), languages.NamesOf);
        var uuids = options.Select(o => o.Uuid).OfType<string>().CountBy(u => u).Where(u => u.Value == 1).Select(u => u.Key).ToHashSet();
        for (var i = 0; i < options.Count; i++)
        {
            var option = options[i];
            item.AnswerOption.Add(new Questionnaire.AnswerOptionComponent
            {
                ElementId = option.Uuid is { } uuid && uuids.Contains(uuid) ? uuid : null,
                Value = new Coding
                {
                    System = system,
                    Code = codes[i],
                    DisplayElement = languages.Write(option.Name, option.Translated),
                },
            });
        }
    }

    private static void Bound(Item item, DataType? min, DataType? max)
    {
        if (min is not null)
        {
            item.Extension.Add(new Extension(QuestionnaireExtensions.MinValue, min));
        }

        if (max is not null)
        {
            item.Extension.Add(new Extension(QuestionnaireExtensions.MaxValue, max));
        }
    }

    private static Date? DateOf(DateOnly? day) => day is { } date ? new Date(date.Year, date.Month, date.Day) : null;

    private static ItemType TypeOf(QuestionKind kind) => kind switch
    {
        QuestionKind.String => ItemType.String,
        QuestionKind.Decimal => ItemType.Decimal,
        QuestionKind.Integer => ItemType.Integer,
        QuestionKind.Date => ItemType.Date,
        QuestionKind.Time => ItemType.Time,
        QuestionKind.Place => ItemType.Reference,
        QuestionKind.Media => ItemType.Attachment,
        QuestionKind.Choice => ItemType.Choice,
        QuestionKind.OpenChoice => ItemType.OpenChoice,
        _ => ItemType.Text,
    };
}
