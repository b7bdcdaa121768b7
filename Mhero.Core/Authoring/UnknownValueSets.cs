using Hl7.Fhir.Model;
using Mhero.Core.Mapping.Responses;

namespace Mhero.Core.Authoring;

/// <summary>The value sets that a Questionnaire names without having them.</summary>
internal static class UnknownValueSets
{
    /// <summary>A Questionnaire of a flow has a few; each costs a request.</summary>
    private const int Most = 50;

    /// <summary>Lists them.</summary>
    /// <param name="questionnaire">The Questionnaire.</param>
    /// <param name="known">Value sets that are known besides those that it contains.</param>
    /// <returns>Their canonicals, at most 50 and one for each URL (a Questionnaire has a value set in one version), in the order of the items.</returns>
    public static IReadOnlyList<string> Of(Questionnaire questionnaire, IReadOnlyList<ValueSet> known)
    {
        var urls = questionnaire.Contained.OfType<ValueSet>().Concat(known).Select(set => set.Url).OfType<string>().ToHashSet(StringComparer.Ordinal);
        return
        [
            .. ItemsOf(questionnaire.Item)
                .Where(item => item.AnswerOption.Count == 0)
                .Select(item => RawElements.Text(item.AnswerValueSetElement))
                .OfType<string>()
                .Where(canonical => !canonical.StartsWith('#') && !urls.Contains(canonical.Split('|')[0]))
                .DistinctBy(canonical => canonical.Split('|')[0])
                .Take(Most),
        ];
    }

    private static IEnumerable<Questionnaire.ItemComponent> ItemsOf(IEnumerable<Questionnaire.ItemComponent> items) => items.SelectMany(item => ItemsOf(item.Item).Prepend(item));
}
