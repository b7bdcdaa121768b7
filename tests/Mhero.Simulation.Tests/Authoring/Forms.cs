using Hl7.Fhir.Model;
using Mhero.Core.Fhir;
using static Hl7.Fhir.Model.Questionnaire;

namespace Mhero.Simulation.Tests.Authoring;

/// <summary>Questionnaires and items for the tests.</summary>
internal static class Forms
{
    public const string Codes = "http://example.org/fhir/codes";

    public static Questionnaire Of(params ItemComponent[] items) => new()
    {
        Url = "http://example.org/fhir/Questionnaire/authored",
        Version = "2",
        Title = "Authored form",
        Language = "en",
        Status = PublicationStatus.Active,
        Item = [.. items],
    };

    public static ItemComponent Item(string linkId, QuestionnaireItemType type, string text, bool required = false) => new() { LinkId = linkId, Type = type, Text = text, Required = required };

    public static ItemComponent Choice(string linkId, string text, params string[] displays) =>
        Item(linkId, QuestionnaireItemType.Choice, text, required: true).WithOptions(displays);

    public static ItemComponent WithOptions(this ItemComponent item, params string[] displays)
    {
        item.AnswerOption = [.. displays.Select((display, i) => new AnswerOptionComponent { Value = new Coding(Codes, $"c{i + 1}", display) })];
        return item;
    }

    public static ItemComponent WithBounds(this ItemComponent item, DataType min, DataType max) =>
        item.With(QuestionnaireExtensions.MinValue, min).With(QuestionnaireExtensions.MaxValue, max);

    public static ItemComponent With(this ItemComponent item, string url, DataType value)
    {
        item.Extension.Add(new Extension(url, value));
        return item;
    }

    public static ItemComponent When(this ItemComponent item, string question, QuestionnaireItemOperator how, DataType answer)
    {
        item.EnableWhen.Add(new EnableWhenComponent { Question = question, Operator = how, Answer = answer });
        return item;
    }

    public static ItemComponent WithItems(this ItemComponent item, params ItemComponent[] items)
    {
        item.Item.AddRange(items);
        return item;
    }

    public static T Translated<T>(this T element, string language, string text)
        where T : Element
    {
        element.Extension.Add(new Extension
        {
            Url = QuestionnaireExtensions.Translation,
            Extension = [new Extension("lang", new Code(language)), new Extension("content", new FhirString(text))],
        });
        return element;
    }
}
