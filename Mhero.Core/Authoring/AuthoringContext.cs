using Hl7.Fhir.Model;
using Mhero.Core.Mapping.Issues;
using Mhero.Core.Mapping.Languages;
using Mhero.Core.Mapping.Questionnaires;
using Mhero.Core.Mapping.Responses;

namespace Mhero.Core.Authoring;

/// <summary>The state that the parts of the authoring of one flow share.</summary>
internal sealed class AuthoringContext
{
    /// <summary>Prepares the authoring.</summary>
    /// <param name="questionnaire">The Questionnaire with its value sets contained.</param>
    /// <param name="options">How the flow is made.</param>
    /// <param name="issues">Receives what cannot be authored.</param>
    public AuthoringContext(Questionnaire questionnaire, AuthoringOptions options, IssueCollector issues)
    {
        Questionnaire = questionnaire;
        Options = options;
        Issues = issues;
        var own = LanguageCodes.ToIso6393(RawElements.Text(questionnaire.LanguageElement));
        Language = own ?? "eng";
        HasLanguage = own is not null;
        Phrases = new Phrases(Language, [.. ItemTexts.LanguagesIn(questionnaire).Union(options.Languages())]);
        Keys = ResultKeys.Of(questionnaire);
        Choices = new OptionReader(questionnaire);
    }

    public Questionnaire Questionnaire { get; }

    public AuthoringOptions Options { get; }

    public IssueCollector Issues { get; }

    /// <summary>The flow's base language, ISO 639-3.</summary>
    public string Language { get; }

    /// <summary>Whether the Questionnaire names its language.</summary>
    public bool HasLanguage { get; }

    public Phrases Phrases { get; }

    /// <summary>The result key of each question by linkId.</summary>
    public IReadOnlyDictionary<string, string> Keys { get; }

    /// <summary>Reads the options of items.</summary>
    public OptionReader Choices { get; }

    /// <summary>Where an item stands, for issues.</summary>
    public static string PathOf(Questionnaire.ItemComponent item) => $"Questionnaire.item.where(linkId='{RawElements.Text(item.LinkIdElement)}')";

    /// <summary>Whether items are authored again for a further row, so that their issues are known.</summary>
    public bool IsFurtherRow { get; set; }

    /// <summary>Reports an item that is not in the flow.</summary>
    public void Refuse(Questionnaire.ItemComponent item, string code, string message)
    {
        if (!IsFurtherRow)
        {
            Issues.Warn(code, PathOf(item), message);
        }
    }

    /// <summary>Reports a part of an item that has no effect in the flow.</summary>
    public void Note(Questionnaire.ItemComponent item, string code, string message)
    {
        if (!IsFurtherRow)
        {
            Issues.Inform(code, PathOf(item), message);
        }
    }
}
