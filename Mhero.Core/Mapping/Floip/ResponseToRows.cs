using Hl7.Fhir.Model;
using Mhero.Core.Fhir;
using Mhero.Core.Floip.Results;
using Mhero.Core.Mapping.Issues;
using Mhero.Core.Mapping.Responses;

namespace Mhero.Core.Mapping.Floip;

/// <summary>
/// Makes the Flow Results rows of a response: one for each answered item. All rows of a response have its time, and a row keeps its id when
/// the response changes. Thread-safe.
/// </summary>
public sealed class ResponseToRows : IMapper<ResponseSource, IReadOnlyList<ResultsRow>>
{
    /// <inheritdoc/>
    public MappingResult<IReadOnlyList<ResultsRow>> Map(ResponseSource from)
    {
        var items = new Dictionary<string, Questionnaire.ItemComponent>(StringComparer.Ordinal);
        Index(from.Questionnaire.Item, items);
        var rows = new List<ResultsRow>();
        var counts = new Dictionary<string, int>(StringComparer.Ordinal);
        Add(from.Response.Item);
        return new MappingResult<IReadOnlyList<ResultsRow>>(rows, []);

        void Add(List<QuestionnaireResponse.ItemComponent> level)
        {
            foreach (var item in level)
            {
                var id = RawElements.Text(item.LinkIdElement);
                if (id is not null && item.Answer.Select(a => a.Value).OfType<DataType>().ToList() is { Count: > 0 } values)
                {
                    counts[id] = counts.GetValueOrDefault(id) + 1;
                    rows.Add(RowOf(from.Response, id, counts[id], values, items.GetValueOrDefault(id)));
                }

                Add(item.Item);
                item.Answer.ForEach(a => Add(a.Item));
            }
        }
    }

    private static void Index(List<Questionnaire.ItemComponent> level, Dictionary<string, Questionnaire.ItemComponent> items)
    {
        foreach (var item in level)
        {
            if (RawElements.Text(item.LinkIdElement) is { } id)
            {
                items.TryAdd(id, item);
            }

            Index(item.Item, items);
        }
    }

    private static ResultsRow RowOf(QuestionnaireResponse response, string question, int repetition, List<DataType> values, Questionnaire.ItemComponent? item)
    {
        var type = item is null ? null : QuestionTypes.Of(item);
        var texts = values.ConvertAll(v => TextOf(v, item) ?? "");
        var isList = type == ResultsQuestionType.SelectMany || texts.Count > 1;
        return new ResultsRow
        {
            RowId = repetition == 1 ? $"{response.Id}:{question}" : $"{response.Id}:{question}:{repetition.ToString(CultureInfo.InvariantCulture)}",
            Time = TimeOf(response),
            ContactId = ContactOf(response.Source),
            SessionId = RawElements.Text(response.Identifier?.ValueElement) ?? response.Id!,
            QuestionId = question,
            Response = new RowResponse(texts, isList),
            Metadata = type is ResultsQuestionType.Open or null ? OpenMetadata(values[0]) : MetadataOf(values[0]),
        };
    }

    private static DateTimeOffset? TimeOf(QuestionnaireResponse response) =>
        DateTimeOffset.TryParse(RawElements.Text(response.AuthoredElement), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var authored)
            ? authored.ToUniversalTime()
            : response.Meta?.LastUpdated?.ToUniversalTime();

    /// <summary>The contact's UUID in RapidPro; else the person in the registry.</summary>
    private static string? ContactOf(ResourceReference? source) =>
        (source?.Identifier is { System: MheroSystems.ContactUuid } contact ? RawElements.Text(contact.ValueElement) : null)
        ?? RawElements.Text(source?.ReferenceElement) ?? RawElements.Text(source?.Identifier?.ValueElement);

    private static string? TextOf(DataType value, Questionnaire.ItemComponent? item) => value switch
    {
        Coding or ResourceReference or FhirString when item is not null && QuestionTypes.ChoiceOf(value, item) is { } choice => choice,
        Coding or ResourceReference => QuestionTypes.ChoiceOf(value, null),
        FhirBoolean { JsonValue: bool flag } => flag ? "true" : "false",
        Quantity { ValueElement.JsonValue: { } raw } => Convert.ToString(raw, CultureInfo.InvariantCulture),
        Attachment attachment => RawElements.Text(attachment.UrlElement) ?? RawElements.Text(attachment.TitleElement),
        PrimitiveType { JsonValue: { } raw } => Convert.ToString(raw, CultureInfo.InvariantCulture),
        _ => null,
    };

    private static Dictionary<string, string> MetadataOf(DataType value) =>
        value is Quantity quantity && (RawElements.Text(quantity.UnitElement) ?? RawElements.Text(quantity.CodeElement)) is { } unit ? new() { ["unit"] = unit } : [];

    private static Dictionary<string, string> OpenMetadata(DataType value)
    {
        var format = value is Attachment attachment ? RawElements.Text(attachment.ContentTypeElement) : null;
        var metadata = new Dictionary<string, string>
        {
            ["type"] = format?.Split('/')[0] is "image" or "audio" or "video" ? format.Split('/')[0] : "text",
        };
        if (format is not null)
        {
            metadata["format"] = format;
        }

        return metadata;
    }
}
