using Hl7.Fhir.Model;
using Mhero.Core.Fhir;
using Mhero.Core.Mapping.Issues;
using Mhero.Core.Mapping.Languages;
using Mhero.Core.RapidPro.Flows;

namespace Mhero.Core.Mapping.Questionnaires;

/// <summary>The languages of a flow: the base language and the translations, in the order of their tags.</summary>
internal sealed class FlowLanguages
{
    private readonly List<TranslationTable> _tables = [];

    public FlowLanguages(FlowDefinition definition, IssueCollector issues)
    {
        Base = LanguageCodes.ToBcp47(definition.Language);
        if (Base is null && !string.IsNullOrWhiteSpace(definition.Language) && !IsNone(definition.Language))
        {
            Warn(issues, "flow.language");
        }

        foreach (var (code, texts) in definition.Localization.OrderBy(l => l.Key, StringComparer.Ordinal))
        {
            var tag = LanguageCodes.ToBcp47(code);
            if (tag is null && !IsNone(code))
            {
                Warn(issues, $"flow.localization.{code}");
            }
            else if (tag is not null && tag != Base && texts is not null)
            {
                Add(tag, texts);
            }
        }

        _tables.Sort((one, other) => string.CompareOrdinal(one.Language, other.Language));
    }

    /// <summary>The base language, BCP-47; null when the flow has none.</summary>
    public string? Base { get; }

    /// <summary>The names of an option in every language.</summary>
    public IEnumerable<string> NamesOf(QuestionOption option) => _tables.Select(option.Translated).OfType<string>().Prepend(option.Name);

    /// <summary>A text with its translations.</summary>
    /// <param name="text">The text in the base language.</param>
    /// <param name="translate">Gives the text in another; null for not translated.</param>
    public FhirString Write(string text, Func<TranslationTable, string?> translate)
    {
        var element = new FhirString(text);
        foreach (var table in _tables)
        {
            if (translate(table) is { } translated)
            {
                element.Extension.Add(new Extension
                {
                    Url = QuestionnaireExtensions.Translation,
                    Extension =
                    [
                        new Extension(QuestionnaireExtensions.TranslationLanguage, new Code(table.Language)),
                        new Extension(QuestionnaireExtensions.TranslationContent, new FhirString(translated)),
                    ],
                });
            }
        }

        return element;
    }

    // Two codes may be one language in FHIR (swa, swh): the second fills what the first leaves out.
    private void Add(string tag, IReadOnlyDictionary<string, FlowTranslation> texts)
    {
        var known = _tables.FindIndex(t => t.Language == tag);
        if (known < 0)
        {
            _tables.Add(new TranslationTable(tag, texts));
            return;
        }

        var both = new Dictionary<string, FlowTranslation>(_tables[known].Texts);
        foreach (var (uuid, text) in texts)
        {
            both.TryAdd(uuid, text);
        }

        _tables[known] = new TranslationTable(tag, both);
    }

    // RapidPro's codes for a flow with no language, or several.
    private static bool IsNone(string code) => code is "base" or "und" or "mul" or "mis" or "zxx";

    private static void Warn(IssueCollector issues, string path) =>
        issues.Warn(MappingCodes.UnknownFlowLanguage, path, "This is not a language of ISO 639-3; choose one in the workspace's and the flow's settings.");
}
