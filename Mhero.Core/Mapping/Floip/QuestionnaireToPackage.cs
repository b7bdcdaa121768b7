using Hl7.Fhir.Model;
using Mhero.Core.Fhir;
using Mhero.Core.Floip;
using Mhero.Core.Floip.Results;
using Mhero.Core.Mapping.Issues;
using Mhero.Core.Mapping.Languages;
using Mhero.Core.Mapping.Responses;

namespace Mhero.Core.Mapping.Floip;

/// <summary>
/// Makes the Flow Results package of a flow's Questionnaire: one question for each item that asks something, in the Questionnaire's order.
/// Thread-safe.
/// </summary>
public sealed class QuestionnaireToPackage : IMapper<Questionnaire, ResultsPackage>
{
    /// <inheritdoc/>
    public MappingResult<ResultsPackage> Map(Questionnaire from)
    {
        var issues = new IssueCollector();
        var title = TextNormalizer.Clean(RawElements.Text(from.TitleElement)) ?? TextNormalizer.Clean(RawElements.Text(from.NameElement));
        var modified = TimeOf(from);
        return new MappingResult<ResultsPackage>(
            new ResultsPackage
            {
                Id = FloipIds.Published(from)?.ToString(),
                Name = MachineNames.Of(title, "package").ToLowerInvariant(),
                Title = title,
                Created = modified,
                Modified = modified,
                Language = LanguageCodes.ToIso6393(RawElements.Text(from.LanguageElement)),
                Questions = Questions(from.Item, issues),
            },
            issues.ToList());
    }

    private static List<ResultsQuestion> Questions(List<Questionnaire.ItemComponent> items, IssueCollector issues)
    {
        var questions = new List<ResultsQuestion>();
        var seen = new HashSet<string>();
        Add(items);
        return questions;

        void Add(List<Questionnaire.ItemComponent> level)
        {
            foreach (var item in level)
            {
                if (QuestionTypes.Of(item) is { } type)
                {
                    if (RawElements.Text(item.LinkIdElement) is { } id && seen.Add(id))
                    {
                        questions.Add(QuestionOf(id, type, item));
                    }
                    else
                    {
                        issues.Warn(FloipCodes.ItemNotPublished, "Questionnaire.item", "An item has no linkId, or one that another item has; the package has no question for it.");
                    }
                }

                Add(item.Item);
            }
        }
    }

    private static ResultsQuestion QuestionOf(string id, ResultsQuestionType type, Questionnaire.ItemComponent item) => new(id, type, TextNormalizer.Clean(RawElements.Text(item.TextElement)) ?? id)
    {
        Choices = type is ResultsQuestionType.SelectOne or ResultsQuestionType.SelectMany ? QuestionTypes.ChoicesOf(item) : [],
        Minimum = Bound(item, QuestionnaireExtensions.MinValue),
        Maximum = Bound(item, QuestionnaireExtensions.MaxValue),
        SemanticLabels = [.. item.Code.Select(SemanticLabels.Write).OfType<string>()],
        IsPersonal = RawElements.Value(item, QuestionnaireExtensions.PersonalInformation) is FhirBoolean { JsonValue: true },
    };

    private static decimal? Bound(Questionnaire.ItemComponent item, string extension) =>
        RawElements.Value(item, extension) is PrimitiveType { JsonValue: { } raw }
            && decimal.TryParse(Convert.ToString(raw, CultureInfo.InvariantCulture), NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : null;

    /// <summary>When the questions changed: the version of the package.</summary>
    private static string? TimeOf(Questionnaire from) =>
        DateTimeOffset.TryParse(RawElements.Text(from.DateElement), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var date) ? Text(date)
            : from.Meta?.LastUpdated is { } updated ? Text(updated)
            : null;

    private static string Text(DateTimeOffset time) => time.ToUniversalTime().ToString("yyyy-MM-dd'T'HH:mm:sszzz", CultureInfo.InvariantCulture);
}
