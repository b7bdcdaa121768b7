using Hl7.Fhir.Model;
using Mhero.Core.Fhir;

namespace Mhero.Core.Mapping.Responses;

/// <summary>Reads the options of an item, from its list or from a value set that the Questionnaire contains.</summary>
internal sealed class OptionReader(Questionnaire questionnaire)
{
    /// <summary>The item's options; null when it has neither a list nor a value set.</summary>
    public AnswerOptions? Read(Questionnaire.ItemComponent item)
    {
        var options = List(item, out var isComplete);
        return options is null ? null : new AnswerOptions(options, isComplete);
    }

    /// <summary>The item's options in their order; null when it has neither a list nor a value set.</summary>
    /// <param name="item">The item.</param>
    /// <param name="isComplete">Whether these are all; false when a value set is not in the Questionnaire.</param>
    public IReadOnlyList<AnswerOption>? List(Questionnaire.ItemComponent item, out bool isComplete)
    {
        isComplete = true;
        if (item.AnswerOption.Count > 0)
        {
            return [.. item.AnswerOption.Select(Read).OfType<AnswerOption>()];
        }

        if (RawElements.Text(item.AnswerValueSetElement) is not { } canonical)
        {
            return null;
        }

        var options = new List<AnswerOption>();
        isComplete = Contained<ValueSet>(canonical, v => RawElements.Text(v.UrlElement)) is { } set && Expand(set, options);
        return options;
    }

    private static AnswerOption? Read(Questionnaire.AnswerOptionComponent option)
    {
        var categories = Categories(option);
        switch (option.Value)
        {
            case Coding coding:
                categories.AddRange(Categories(coding));
                var value = new Coding(RawElements.Text(coding.SystemElement), RawElements.Text(coding.CodeElement), RawElements.Text(coding.DisplayElement)) { Version = RawElements.Text(coding.VersionElement) };

                // Scores (ordinalValue) are read from the answer; extensions for the flow and the screen are not copied.
                value.Extension.AddRange(coding.Extension.Where(e => e.Url != QuestionnaireExtensions.RapidProCategory).Select(e => (Extension)e.DeepCopy()));
                return new AnswerOption(value, value.Display, value.Code, categories, Translations(coding.DisplayElement));
            case ResourceReference reference:
                return new AnswerOption((DataType)reference.DeepCopy(), RawElements.Text(reference.DisplayElement), RawElements.Text(reference.ReferenceElement), categories, []);
            case PrimitiveType { JsonValue: { } raw } primitive:
                var plain = (PrimitiveType)primitive.DeepCopy();
                plain.Extension.Clear();
                return new AnswerOption(plain, Convert.ToString(raw, System.Globalization.CultureInfo.InvariantCulture), null, categories, Translations(primitive));
            default:
                return null;
        }
    }

    private static List<string> Categories(IExtendable element) =>
        [.. RawElements.Values(element, QuestionnaireExtensions.RapidProCategory).Select(v => RawElements.Text(v as PrimitiveType)).OfType<string>()];

    private static List<(string? Language, string Text)> Translations(Element? text) => [.. RawElements.Translations(text).Select(t => ((string?)t.Language, t.Text))];

    private static AnswerOption Coded(string? system, string? version, string? code, string? display, IExtendable source, Element? displayElement, IEnumerable<(string? Language, string? Text)> designations) =>
        new(
            new Coding(system, code, display) { Version = version },
            display,
            code,
            Categories(source),
            [.. designations.Where(d => d.Text is not null).Select(d => (d.Language, d.Text!)), .. Translations(displayElement)]);

    private bool Expand(ValueSet set, List<AnswerOption> options)
    {
        if (set.Expansion is { } expansion)
        {
            Expand(expansion.Contains, options);
            return true;
        }

        if (set.Compose is not { } compose)
        {
            return false;
        }

        var isComplete = compose.Exclude.TrueForAll(e => e.Filter.Count == 0 && !e.ValueSet.Any());
        foreach (var include in compose.Include)
        {
            isComplete &= include.Filter.Count == 0 && !include.ValueSet.Any() && Include(include, options);
        }

        foreach (var exclude in compose.Exclude)
        {
            options.RemoveAll(o => o.Value is Coding coding && coding.System == RawElements.Text(exclude.SystemElement)
                && (exclude.Concept.Count == 0 || exclude.Concept.Exists(c => RawElements.Text(c.CodeElement) == coding.Code)));
        }

        return isComplete;
    }

    private bool Include(ValueSet.ConceptSetComponent include, List<AnswerOption> options)
    {
        var system = RawElements.Text(include.SystemElement);
        var version = RawElements.Text(include.VersionElement);
        foreach (var concept in include.Concept)
        {
            options.Add(Coded(
                system, version, RawElements.Text(concept.CodeElement), RawElements.Text(concept.DisplayElement), concept, concept.DisplayElement,
                concept.Designation.Select(d => (RawElements.Text(d.LanguageElement), RawElements.Text(d.ValueElement)))));
        }

        if (include.Concept.Count > 0)
        {
            return true;
        }

        if (system is null || Contained<CodeSystem>(system, c => RawElements.Text(c.UrlElement)) is not { } codes)
        {
            return false;
        }

        Include(codes.Concept, system, version, options);
        return true;
    }

    private static void Include(List<CodeSystem.ConceptDefinitionComponent> concepts, string system, string? version, List<AnswerOption> options)
    {
        foreach (var concept in concepts)
        {
            options.Add(Coded(
                system, version, RawElements.Text(concept.CodeElement), RawElements.Text(concept.DisplayElement), concept, concept.DisplayElement,
                concept.Designation.Select(d => (RawElements.Text(d.LanguageElement), RawElements.Text(d.ValueElement)))));
            Include(concept.Concept, system, version, options);
        }
    }

    private static void Expand(List<ValueSet.ContainsComponent> contains, List<AnswerOption> options)
    {
        foreach (var entry in contains)
        {
            if (!RawElements.Flag(entry.AbstractElement) && RawElements.Text(entry.CodeElement) is { } code)
            {
                options.Add(Coded(
                    RawElements.Text(entry.SystemElement), RawElements.Text(entry.VersionElement), code, RawElements.Text(entry.DisplayElement), entry, entry.DisplayElement,
                    entry.Designation.Select(d => (RawElements.Text(d.LanguageElement), RawElements.Text(d.ValueElement)))));
            }

            Expand(entry.Contains, options);
        }
    }

    private T? Contained<T>(string canonical, Func<T, string?> urlOf)
        where T : Resource
    {
        var (plain, version) = canonical.Split('|', 2) is [var before, var after] ? (before, after) : (canonical, null);
        var found = questionnaire.Contained.OfType<T>().Where(r => (plain.Length > 1 && plain[0] == '#' && r.Id == plain[1..]) || urlOf(r) == plain).ToList();
        return found.Find(r => version is not null && (r as IVersionableConformanceResource)?.Version == version) ?? found.FirstOrDefault();
    }
}
