using Hl7.Fhir.Model;
using Hl7.Fhir.Serialization;
using Hl7.Fhir.Validation;
using Mhero.Core.Fhir;
using ItemType = Hl7.Fhir.Model.Questionnaire.QuestionnaireItemType;

namespace Mhero.Core.Tests.Mapping;

/// <summary>
/// Holds a QuestionnaireResponse against its Questionnaire: linkIds, nesting and order, types, repeats, options. Written
/// without the mapper's index, so that it can disagree with it.
/// </summary>
internal static class AnswersAgree
{
    private static readonly JsonSerializerOptions Strict = new JsonSerializerOptions().ForFhir(ModelInfo.ModelInspector).UsingMode(DeserializationMode.Strict);

    /// <summary>Fails when the response is not strictly valid or does not agree with the Questionnaire.</summary>
    public static void Check(Questionnaire questionnaire, QuestionnaireResponse response)
    {
        AssertStrict(response);
        Assert.Empty(Faults(questionnaire, response));
    }

    /// <summary>Fails when Firely's strict mode does not read what is written, or finds a fault in it.</summary>
    public static void AssertStrict(Resource resource)
    {
        var json = JsonSerializer.Serialize(resource, Strict);
        var read = JsonSerializer.Deserialize<Resource>(json, Strict)!;
        Assert.Empty(read.Validate(ModelInfo.ModelInspector).Select(fault => fault.Message).ToList());
        Assert.Equal(json, JsonSerializer.Serialize(read, Strict));
    }

    /// <summary>What does not agree, as sentences; empty when all does.</summary>
    public static IReadOnlyList<string> Faults(Questionnaire questionnaire, QuestionnaireResponse response)
    {
        var faults = new List<string>();
        var canonical = string.IsNullOrEmpty(questionnaire.Version) ? questionnaire.Url : $"{questionnaire.Url}|{questionnaire.Version}";
        if (questionnaire.Url is not null && response.Questionnaire != canonical)
        {
            faults.Add($"questionnaire is {response.Questionnaire}, not {canonical}");
        }

        var known = Flatten(questionnaire.Item).Select(i => i.LinkId).ToHashSet();
        var own = response.Item.TakeWhile(i => known.Contains(i.LinkId)).ToList();
        CheckLevel(questionnaire, questionnaire.Item, own, faults);
        foreach (var extra in response.Item.Skip(own.Count))
        {
            if (known.Contains(extra.LinkId) || extra.Item.Count > 0 || string.IsNullOrEmpty(extra.Text) || extra.Answer is not [{ Value: FhirString, Item.Count: 0 }])
            {
                faults.Add($"{extra.LinkId}: a result without an item is a text by itself, after all that have one");
            }
        }

        return faults;
    }

    private static IEnumerable<Questionnaire.ItemComponent> Flatten(IEnumerable<Questionnaire.ItemComponent> items) =>
        items.SelectMany(i => Flatten(i.Item).Prepend(i));

    private static void CheckLevel(
        Questionnaire questionnaire, List<Questionnaire.ItemComponent> items, List<QuestionnaireResponse.ItemComponent> answered, List<string> faults)
    {
        var last = -1;
        foreach (var given in answered)
        {
            var place = items.FindIndex(i => i.LinkId == given.LinkId);
            if (place <= last)
            {
                faults.Add(place < 0 ? $"{given.LinkId}: not at this level" : $"{given.LinkId}: twice, or not in the Questionnaire's order");
                continue;
            }

            last = place;
            CheckItem(questionnaire, items[place], given, faults);
        }
    }

    private static void CheckItem(Questionnaire questionnaire, Questionnaire.ItemComponent item, QuestionnaireResponse.ItemComponent given, List<string> faults)
    {
        if (item.Type == ItemType.Group)
        {
            if (given.Answer.Count > 0 || given.Item.Count == 0)
            {
                faults.Add($"{item.LinkId}: a group has items and no answer");
            }

            CheckLevel(questionnaire, item.Item, given.Item, faults);
            return;
        }

        if (item.Type == ItemType.Display || given.Item.Count > 0 || given.Answer.Count == 0)
        {
            faults.Add($"{item.LinkId}: a question has answers, and no items but in them; a display has neither");
        }

        if (given.Answer.Count > 1 && item.Repeats != true)
        {
            faults.Add($"{item.LinkId}: several answers, and it does not repeat");
        }

        foreach (var answer in given.Answer)
        {
            CheckLevel(questionnaire, item.Item, answer.Item, faults);
            var isRight = answer.Value is null ? answer.Item.Count > 0 : IsOfType(questionnaire, item, answer.Value);
            if (!isRight)
            {
                faults.Add($"{item.LinkId}: {answer.Value?.TypeName ?? "nothing"} does not answer {item.Type}");
            }
        }
    }

    private static bool IsOfType(Questionnaire questionnaire, Questionnaire.ItemComponent item, DataType value) => (item.Type, value) switch
    {
        (ItemType.Choice or ItemType.OpenChoice, Coding { System: null, Code: null, Display.Length: > 0 }) => true,
        (ItemType.OpenChoice, FhirString text) => HasValue(text),
        (ItemType.Choice or ItemType.OpenChoice, _) => IsOption(questionnaire, item, value),
        (ItemType.Reference, ResourceReference reference) => !string.IsNullOrEmpty(reference.Display),
        (ItemType.Attachment, Attachment attachment) => attachment.Url is not null != IsAsText(attachment),
        (ItemType.Quantity, Quantity quantity) => quantity.Value is not null != IsAsText(quantity),
        (ItemType.String or ItemType.Text, FhirString text) => HasValue(text),
        (ItemType.Integer, Integer) or (ItemType.Decimal, FhirDecimal) or (ItemType.Boolean, FhirBoolean) or (ItemType.Date, Date)
            or (ItemType.DateTime, FhirDateTime) or (ItemType.Time, Time) or (ItemType.Url, FhirUri) => HasValue((PrimitiveType)value) != IsAsText(value),
        _ => false,
    };

    private static bool HasValue(PrimitiveType value) => value.JsonValue is not null and not "";

    private static bool IsAsText(DataType value) =>
        value.GetExtensionValue<Code>(QuestionnaireExtensions.DataAbsentReason)?.Value == "as-text"
        && value.GetExtensionValue<FhirString>(QuestionnaireExtensions.OriginalText)?.Value is { Length: > 0 };

    private static bool IsOption(Questionnaire questionnaire, Questionnaire.ItemComponent item, DataType value)
    {
        if (item.AnswerOption.Count > 0)
        {
            return item.AnswerOption.Exists(o => o.Value switch
            {
                Coding option => value is Coding given && (given.System, given.Code, given.Display) == (option.System, option.Code, option.Display),
                PrimitiveType option => value is PrimitiveType given && value.TypeName == option.TypeName && Equals(given.JsonValue, option.JsonValue),
                _ => false,
            });
        }

        var set = questionnaire.Contained.OfType<ValueSet>().FirstOrDefault(v => "#" + v.Id == item.AnswerValueSet);
        return set is not null && value is Coding coding
            && ((set.Compose?.Include.Exists(i => i.System == coding.System && i.Concept.Exists(c => c.Code == coding.Code)) ?? false)
                || (set.Expansion?.Contains.Exists(c => c.System == coding.System && c.Code == coding.Code) ?? false));
    }
}
