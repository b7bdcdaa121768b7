using Hl7.Fhir.Model;
using Mhero.Core.Fhir;
using Mhero.Core.Floip.Results;
using Mhero.Core.Mapping.Issues;
using Mhero.Core.Mapping.Languages;
using Mhero.Core.Mapping.Questionnaires;
using ItemType = Hl7.Fhir.Model.Questionnaire.QuestionnaireItemType;

namespace Mhero.Core.Mapping.Floip;

/// <summary>
/// Makes the Questionnaire of a Flow Results package: one item per question, in the package's order. A package has neither required
/// questions nor conditions, so the Questionnaire has none. Thread-safe.
/// </summary>
/// <param name="options">Settings that <see cref="FlowMappingOptions.Validate"/> found no fault with.</param>
public sealed class PackageToQuestionnaire(FlowMappingOptions options) : IMapper<PackageSource, Questionnaire>
{
    /// <inheritdoc/>
    public MappingResult<Questionnaire> Map(PackageSource from)
    {
        var issues = new IssueCollector();
        var package = from.Package;
        var uuid = FloipIds.Package(from.Source, from.PackageId);
        var title = TextNormalizer.Clean(package.Title) ?? TextNormalizer.Clean(package.Name);
        var questionnaire = new Questionnaire
        {
            Meta = new Meta { Tag = [new Coding(MheroSystems.Tags, MheroSystems.GeneratedTag)] },
            Url = options.QuestionnaireUrl(uuid),
            Identifier = [new Identifier(MheroSystems.FloipPackage, FloipIds.PackageKey(from.Source, from.PackageId))],
            Version = TextNormalizer.Clean(package.Version)?.Replace('|', '-'),
            Name = MachineNames.Of(title, $"Package_{uuid:N}"),
            Title = title,
            Status = PublicationStatus.Active,
            Date = DateOf(package.Modified ?? package.Created),
            Language = LanguageOf(package.Language, issues),
        };
        foreach (var question in package.Questions)
        {
            questionnaire.Item.Add(ItemOf(question, uuid));
        }

        return new MappingResult<Questionnaire>(questionnaire, issues.ToList());
    }

    private static string? DateOf(string? time) =>
        DateTimeOffset.TryParse(time, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var parsed) ? FhirTimes.Write(parsed) : null;

    private static string? LanguageOf(string? language, IssueCollector issues)
    {
        var tag = LanguageCodes.ToBcp47(language);
        if (tag is null && language is not null)
        {
            issues.Warn(MappingCodes.UnknownFlowLanguage, "package.language", "This is not a language of ISO 639-3.");
        }

        return tag;
    }

    private static ItemType TypeOf(ResultsQuestionType type) => type switch
    {
        ResultsQuestionType.SelectOne or ResultsQuestionType.SelectMany => ItemType.Choice,
        ResultsQuestionType.Numeric or ResultsQuestionType.Message => ItemType.Decimal,
        ResultsQuestionType.Image or ResultsQuestionType.Video or ResultsQuestionType.Audio => ItemType.Attachment,
        // RFC 5870 has an address for a point; R4 has no type of answer for one.
        ResultsQuestionType.GeoPoint => ItemType.Url,
        ResultsQuestionType.DateTime => ItemType.DateTime,
        ResultsQuestionType.Date => ItemType.Date,
        ResultsQuestionType.Time => ItemType.Time,
        _ => ItemType.Text,
    };

    private Questionnaire.ItemComponent ItemOf(ResultsQuestion question, Guid package)
    {
        var item = new Questionnaire.ItemComponent
        {
            LinkId = question.Id,
            Text = TextNormalizer.Clean(question.Label) ?? question.Id,
            Type = TypeOf(question.Type),
            Code = [.. question.SemanticLabels.Select(SemanticLabels.Read)],
        };
        if (question.Type == ResultsQuestionType.SelectMany)
        {
            item.Repeats = true;
        }

        if (question.Type == ResultsQuestionType.Message)
        {
            // No contact answers it: it says how much of a message was received.
            item.ReadOnly = true;
            item.Extension.Add(new Extension(QuestionnaireExtensions.Hidden, new FhirBoolean(true)));
        }

        if (item.Type == ItemType.Decimal)
        {
            Bound(item, QuestionnaireExtensions.MinValue, question.Minimum);
            Bound(item, QuestionnaireExtensions.MaxValue, question.Maximum);
        }

        if (question.IsPersonal)
        {
            item.Extension.Add(new Extension(QuestionnaireExtensions.PersonalInformation, new FhirBoolean(true)));
        }

        var system = options.CodeSystem(package, question.Id);
        foreach (var (choice, code) in question.Choices.Zip(OptionCodes.OfNames(question.Choices)))
        {
            item.AnswerOption.Add(new Questionnaire.AnswerOptionComponent { Value = new Coding(system, code, TextNormalizer.Clean(choice)) });
        }

        return item;
    }

    private static void Bound(Questionnaire.ItemComponent item, string extension, decimal? bound)
    {
        if (bound is { } value)
        {
            item.Extension.Add(new Extension(extension, new FhirDecimal(value)));
        }
    }
}
