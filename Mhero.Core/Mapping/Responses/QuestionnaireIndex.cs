using Hl7.Fhir.Model;
using Mhero.Core.Mapping.Questionnaires;

namespace Mhero.Core.Mapping.Responses;

/// <summary>
/// A Questionnaire's items as a tree and by linkId. Thousands of runs are mapped against one Questionnaire, so it is
/// indexed once for as long as the object lives. Immutable.
/// </summary>
internal sealed class QuestionnaireIndex
{
    private static readonly ConditionalWeakTable<Questionnaire, QuestionnaireIndex> Known = [];

    private readonly Dictionary<string, IndexedItem> _byLinkId = new(StringComparer.Ordinal);
    private readonly Dictionary<string, IndexedItem> _byResultKey = new(StringComparer.Ordinal);

    private QuestionnaireIndex(Questionnaire questionnaire)
    {
        Items = Read(questionnaire.Item, new OptionReader(questionnaire), ResultKeys.Of(questionnaire), isInRow: false);
        var url = RawElements.Text(questionnaire.UrlElement);
        var version = RawElements.Text(questionnaire.VersionElement);
        HasUrl = url is not null;
        Canonical = url is null ? (questionnaire.Id is { Length: > 0 } id ? $"Questionnaire/{id}" : null)
            : version is null ? url
            : $"{url}|{version}";
    }

    /// <summary>The items at the top, in the Questionnaire's order.</summary>
    public List<IndexedItem> Items { get; }

    /// <summary><c>url|version</c>, or <c>url</c>; without a url the resource's own address, or null.</summary>
    public string? Canonical { get; }

    public bool HasUrl { get; }

    public static QuestionnaireIndex Of(Questionnaire questionnaire) => Known.GetValue(questionnaire, q => new QuestionnaireIndex(q));

    /// <summary>The first item of a linkId; null for none.</summary>
    public IndexedItem? Find(string linkId) => _byLinkId.GetValueOrDefault(linkId);

    /// <summary>The question that a result answers: by its linkId, else by the key that an authored flow gives it; null for none.</summary>
    public IndexedItem? FindResult(string key) => _byLinkId.GetValueOrDefault(key) ?? _byResultKey.GetValueOrDefault(key)
        ?? (RowKeys.Read(key) is { } row && _byResultKey.GetValueOrDefault(row.Key) is { IsInRow: true } item ? item : null);

    private List<IndexedItem> Read(List<Questionnaire.ItemComponent> items, OptionReader options, IReadOnlyDictionary<string, string> keys, bool isInRow)
    {
        var read = new List<IndexedItem>(items.Count);
        foreach (var item in items)
        {
            var indexed = new IndexedItem(item, options)
            {
                IsInRow = isInRow,
                ResultKey = keys.GetValueOrDefault(RawElements.Text(item.LinkIdElement) ?? ""),
                IsQuestion = RawElements.Text(item.TypeElement) is not ("group" or "display") && RawElements.Text(item.LinkIdElement) is { } linkId && !_byLinkId.ContainsKey(linkId),
            };
            _byLinkId.TryAdd(indexed.LinkId, indexed);
            if (indexed is { IsQuestion: true, ResultKey: { } key })
            {
                _byResultKey.TryAdd(key, indexed);
            }

            read.Add(indexed);
            indexed.Items.AddRange(Read(item.Item, options, keys, isInRow || indexed.IsRows));
        }

        return read;
    }
}
