using Hl7.Fhir.Model;
using Mhero.Core.Fhir;
using Mhero.Core.Mapping.Responses;
using Mhero.Core.RapidPro.Flows;

namespace Mhero.Core.Mapping.Questionnaires;

/// <summary>Writes on an item which of the flow's categories are not answers, whatever their names and language.</summary>
internal static class CategoryRoles
{
    private static readonly string[] Urls = [QuestionnaireExtensions.UnmatchedCategory, QuestionnaireExtensions.OpenCategory, QuestionnaireExtensions.TimeoutCategory];

    /// <summary>Adds the names of the categories.</summary>
    /// <param name="item">The item; it is changed.</param>
    /// <param name="routers">The routers that ask for it.</param>
    public static void Add(Questionnaire.ItemComponent item, IEnumerable<FlowRouter> routers)
    {
        foreach (var router in routers)
        {
            Add(item, router, router.Wait?.Timeout?.CategoryUuid, QuestionnaireExtensions.TimeoutCategory, RunMappingOptions.IsTimeout);
            if (router.Cases.Count > 0)
            {
                Add(item, router, router.DefaultCategoryUuid, QuestionnaireExtensions.UnmatchedCategory, RunMappingOptions.IsUnmatched);
            }
            else
            {
                Add(item, router, router.DefaultCategoryUuid, QuestionnaireExtensions.OpenCategory, RunMappingOptions.IsOpen);
            }
        }
    }

    /// <summary>Gives the items of an implementer's Questionnaire the names that the one made from the flow has, where they have none.</summary>
    /// <param name="own">The implementer's; it is changed in memory only.</param>
    /// <param name="generated">The one that mHero made from the same flow.</param>
    public static void Copy(Questionnaire own, Questionnaire generated)
    {
        var known = generated.Item.Where(item => item.LinkId is not null).ToLookup(item => item.LinkId, StringComparer.Ordinal);
        foreach (var item in ItemsOf(own.Item, 0))
        {
            if (item.LinkIdElement?.JsonValue is string linkId && known[linkId].FirstOrDefault() is { } source && !item.Extension.Exists(e => Urls.Contains(e.Url)))
            {
                item.Extension.AddRange(source.Extension.Where(e => Urls.Contains(e.Url)).Select(e => (Extension)e.DeepCopy()));
            }
        }
    }

    // The names that RapidPro's editor gives are known without being written.
    private static void Add(Questionnaire.ItemComponent item, FlowRouter router, string? category, string url, Func<string, bool> isUsual)
    {
        if (category is not null
            && router.Categories.FirstOrDefault(c => c.Uuid == category)?.Name.Trim() is { Length: > 0 } name
            && !isUsual(name)
            && !item.Extension.Exists(e => e.Url == url && e.Value is FhirString { JsonValue: string known } && known == name))
        {
            item.Extension.Add(new Extension(url, new FhirString(name)));
        }
    }

    private static IEnumerable<Questionnaire.ItemComponent> ItemsOf(List<Questionnaire.ItemComponent> items, int depth) =>
        depth > 64 ? [] : items.SelectMany(item => ItemsOf(item.Item, depth + 1).Prepend(item));
}
