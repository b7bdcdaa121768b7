using Hl7.Fhir.Model;
using Mhero.Core.Mapping.Responses;
using Option = Hl7.Fhir.Model.Questionnaire.AnswerOptionComponent;

namespace Mhero.Core.Mapping.Questionnaires;

/// <summary>
/// The options that Questionnaires of earlier revisions of a flow have for one question: an option keeps its code when its category is
/// renamed or the flow's base language changes, and no code is given to another option later.
/// </summary>
/// <param name="options">The options in one code system, those of the newest Questionnaire first.</param>
internal sealed class EarlierOptions(IReadOnlyList<IReadOnlyList<Option>> options)
{
    /// <summary>No earlier revision.</summary>
    public static EarlierOptions None { get; } = new([]);

    /// <summary>Every code that was ever given.</summary>
    public IEnumerable<string> Codes => options.SelectMany(o => o).Select(CodeOf).OfType<string>();

    /// <summary>The options of earlier Questionnaires for a question.</summary>
    /// <param name="earlier">The Questionnaires that mHero made, the newest first.</param>
    /// <param name="linkId">The question.</param>
    /// <param name="system">Its code system.</param>
    public static EarlierOptions Of(IReadOnlyList<Questionnaire> earlier, string linkId, string system) => new(
    [
        .. earlier.Select(q => q.Item.Where(i => RawElements.Text(i.LinkIdElement) == linkId)
            .SelectMany(i => i.AnswerOption)
            .Where(o => o.Value is Coding coding && RawElements.Text(coding.SystemElement) == system && CodeOf(o) is not null)
            .ToList()),
    ]);

    /// <summary>The codes that options had.</summary>
    /// <param name="now">The options of the question now.</param>
    /// <param name="namesOf">All names of an option, in every language.</param>
    /// <returns>For each option its code; null for a new one.</returns>
    public IReadOnlyList<string?> CodesOf(IReadOnlyList<QuestionOption> now, Func<QuestionOption, IEnumerable<string>> namesOf)
    {
        var codes = new string?[now.Count];
        foreach (var before in options)
        {
            Match(codes, before, (i, option) => now[i].Uuid is { } uuid && option.ElementId == uuid);

            // An option without a category's UUID, made before mHero wrote it, is known by any of its names.
            Match(codes, before, (i, option) => (now[i].Uuid is null || option.ElementId is null) && namesOf(now[i]).Intersect(NamesOf(option), StringComparer.OrdinalIgnoreCase).Any());
            if (before.Count == now.Count && before.All(o => o.ElementId is null))
            {
                Match(codes, before, (i, option) => ReferenceEquals(option, before[i]));
            }
        }

        return codes;
    }

    private static void Match(string?[] codes, IReadOnlyList<Option> before, Func<int, Option, bool> isSame)
    {
        for (var i = 0; i < codes.Length; i++)
        {
            if (codes[i] is null && before.FirstOrDefault(o => !codes.Contains(CodeOf(o)) && isSame(i, o)) is { } same)
            {
                codes[i] = CodeOf(same);
            }
        }
    }

    private static string? CodeOf(Option option) => RawElements.Text((option.Value as Coding)?.CodeElement);

    private static IEnumerable<string> NamesOf(Option option)
    {
        var display = ((Coding)option.Value).DisplayElement;
        return RawElements.Translations(display).Select(t => t.Text).Concat(RawElements.Text(display) is { } name ? [name] : []);
    }
}
