using Hl7.Fhir.Model;
using Mhero.Core.Caching;
using Mhero.Core.Mapping.Responses;

namespace Mhero.Core.Sync.Flows;

/// <summary>The Questionnaires that mHero made of the revisions of one flow. Pure.</summary>
internal static class FlowRevisions
{
    /// <summary>Those of a flow that mHero made, the newest first.</summary>
    /// <param name="known">All Questionnaires of the flow.</param>
    public static IReadOnlyList<Questionnaire> Generated(IEnumerable<Questionnaire> known) =>
        [.. known.Where(QuestionnaireCache.IsGenerated).OrderByDescending(DateOf).ThenByDescending(NumberOf)];

    /// <summary>Those of other revisions that are still active although they are older.</summary>
    /// <param name="made">The one of the revision at hand.</param>
    /// <param name="known">All Questionnaires of the flow.</param>
    public static IReadOnlyList<Questionnaire> OthersOf(Questionnaire made, IEnumerable<Questionnaire> known) =>
        [.. Others(made, known).Where(q => q.Id is not null && RawElements.Text(q.StatusElement) is "active" && !IsNewer(q, made))];

    /// <summary>Whether one of a newer revision is there already.</summary>
    /// <param name="made">The one of the revision at hand.</param>
    /// <param name="known">All Questionnaires of the flow.</param>
    public static bool HasNewer(Questionnaire made, IEnumerable<Questionnaire> known) => Others(made, known).Any(q => IsNewer(q, made));

    /// <summary>Whether an implementer took over the very Questionnaire that mHero would make, and its version: then it is theirs.</summary>
    /// <param name="made">The one of the revision at hand.</param>
    /// <param name="known">All Questionnaires of the flow.</param>
    public static bool IsOwn(Questionnaire made, IEnumerable<Questionnaire> known) =>
        known.Any(q => RawElements.Text(q.UrlElement) == made.Url && RawElements.Text(q.VersionElement) == made.Version && !QuestionnaireCache.IsGenerated(q));

    /// <summary>The Questionnaire with the status retired; null when it need not be changed.</summary>
    /// <param name="current">The Questionnaire as the registry has it; it is changed.</param>
    public static Questionnaire? Retired(Questionnaire current)
    {
        if (RawElements.Text(current.StatusElement) is not "active" || !QuestionnaireCache.IsGenerated(current))
        {
            return null;
        }

        current.Status = PublicationStatus.Retired;
        return current;
    }

    private static IEnumerable<Questionnaire> Others(Questionnaire made, IEnumerable<Questionnaire> known) =>
        known.Where(q => QuestionnaireCache.IsGenerated(q) && RawElements.Text(q.UrlElement) == made.Url && RawElements.Text(q.VersionElement) != made.Version);

    private static bool IsNewer(Questionnaire one, Questionnaire other) =>
        (DateOf(one), NumberOf(one)).CompareTo((DateOf(other), NumberOf(other))) > 0;

    /// <summary>When the revision was made; the earliest time for one that does not say.</summary>
    public static DateTimeOffset DateOf(Questionnaire questionnaire) =>
        DateTimeOffset.TryParse(RawElements.Text(questionnaire.DateElement), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var date)
            ? date : DateTimeOffset.MinValue;

    private static long NumberOf(Questionnaire questionnaire) =>
        long.TryParse(RawElements.Text(questionnaire.VersionElement), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;
}
