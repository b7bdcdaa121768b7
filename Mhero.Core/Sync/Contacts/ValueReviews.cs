using Mhero.Core.Fhir;
using Mhero.Core.Mapping.Languages;
using Mhero.Core.Mapping.Profiles;
using Mhero.Core.RapidPro;
using Mhero.Core.RapidPro.Model;
using Mhero.Core.Storage.Reviews;
using Mhero.Core.Sync.Contacts.Batches;
using Mhero.Core.Sync.Engine.Queueing;
using Mhero.Core.Sync.Reviews;

namespace Mhero.Core.Sync.Contacts;

/// <summary>
/// Asks people what a value means that was typed in RapidPro and that the registry does not have, where the registry has values that are
/// alike: facilities, and codes with configured texts. The answer is written to the contact; from there the sync carries it.
/// </summary>
internal sealed class ValueReviews(ReviewStore reviews, IEnumerable<IPlaceSuggestions> places, RapidProClient rapidPro, IOptions<ContactMappingOptions> mapping) : IReviewHandler
{
    private const string SubjectPrefix = "value/";
    private const string FieldPath = "contact.fields.";
    private const int MaxCandidates = 5;

    private readonly Dictionary<string, ContactFieldMap> _fields = mapping.Value.MappedFields
        .Where(f => f.Value.Element == ContactElement.Facility || f.Value is { Element: ContactElement.RoleCode or ContactElement.RoleSpecialty, Codes.Count: > 0 })
        .ToDictionary(f => f.Key, f => f.Value, StringComparer.OrdinalIgnoreCase);

    /// <inheritdoc/>
    public bool Handles(Review review) => review.Subject.StartsWith(SubjectPrefix, StringComparison.Ordinal);

    /// <summary>Opens the reviews of values for which there are candidates.</summary>
    /// <param name="pairs">Pairs that were handled, with the issues of their workers.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns>How many are new.</returns>
    public async Task<int> AskAsync(IEnumerable<Pair> pairs, CancellationToken cancellationToken)
    {
        var added = 0;
        foreach (var (pair, key, value) in pairs.Where(IsChecked).SelectMany(p => ValuesOf(p).Select(v => (p, v.Key, v.Value))))
        {
            var candidates = await SuggestAsync(_fields[key], value, cancellationToken);
            if (candidates.Count == 0)
            {
                continue;
            }

            var question = new ValueQuestion(pair.Contact!.Uuid, key, value, candidates.ToDictionary(c => c.Reference, c => c.Text));
            added += await reviews.OpenAsync(
                SubjectOf(pair.Reference!, key),
                SyncCodes.ValueNotCarried,
                $"The registry does not have the value '{value}' of contact field '{key}': choose the one that it means, or correct it in RapidPro.",
                [.. candidates.Select(c => new ReviewCandidate(c.Reference, c.Reason))],
                SyncJson.Write(question),
                cancellationToken) ? 1 : 0;
        }

        return added;
    }

    /// <summary>The subjects of questions that the data has answered.</summary>
    /// <param name="pairs">Pairs that were handled.</param>
    public IEnumerable<string> Settled(IEnumerable<Pair> pairs) => pairs.Where(IsChecked)
        .SelectMany(p => _fields.Keys.Except(ValuesOf(p).Select(v => v.Key), StringComparer.OrdinalIgnoreCase).Select(key => SubjectOf(p.Reference!, key)));

    /// <inheritdoc/>
    public async Task<ReviewAnswer> DecideAsync(Review review, ReviewDecision decision, CancellationToken cancellationToken) =>
        decision.Choose is not { } value || review.Candidates.All(c => c.Reference != value) ? ReviewAnswer.NoCandidate
        : await ChooseAsync(review, value, cancellationToken) ? ReviewAnswer.Accepted
        : ReviewAnswer.NotFound;

    /// <summary>Writes the chosen value to the contact, unless its field has another value by now, and closes the review.</summary>
    /// <param name="review">The review.</param>
    /// <param name="choice">One of its candidates.</param>
    /// <param name="cancellationToken">Cancels; the review then stays open.</param>
    /// <returns>False if the contact's value is no longer the one that the review is about.</returns>
    /// <exception cref="RapidProException">The contact cannot be read or written; the review stays open.</exception>
    private async Task<bool> ChooseAsync(Review review, string choice, CancellationToken cancellationToken)
    {
        var question = SyncJson.Read<ValueQuestion>(review.Payload!);
        var contact = await rapidPro.FindContactAsync(question.Contact, cancellationToken);
        var isOpen = contact is not null && TextNormalizer.Clean(contact.Fields.GetValueOrDefault(question.Field)) == TextNormalizer.Clean(question.Value);
        if (isOpen)
        {
            await rapidPro.UpdateContactAsync(question.Contact, new ContactWrite { Fields = new Dictionary<string, string?> { [question.Field] = question.Texts[choice] } }, cancellationToken);
        }

        await reviews.CloseAsync(review.Id, cancellationToken);
        return isOpen;
    }

    private static bool IsChecked(Pair pair) => pair is { State: ItemState.Done, IsFolded: false, Reference: not null, Worker: not null, Contact: not null };

    private static string SubjectOf(string worker, string key) => $"{SubjectPrefix}{worker}/{key}";

    private IEnumerable<(string Key, string Value)> ValuesOf(Pair pair) =>
        from issue in pair.WorkerIssues
        where issue.Code == SyncCodes.ValueNotCarried && issue.Value is not null && issue.Path.StartsWith(FieldPath, StringComparison.Ordinal)
        let key = issue.Path[FieldPath.Length..]
        where _fields.ContainsKey(key)
        select (key, issue.Value);

    private async Task<IReadOnlyList<ValueSuggestion>> SuggestAsync(ContactFieldMap field, string value, CancellationToken cancellationToken)
    {
        if (field.Element != ContactElement.Facility)
        {
            return CodeSuggestions.Of(field.Codes!, value, MaxCandidates);
        }

        try
        {
            var found = new List<ValueSuggestion>();
            foreach (var source in places)
            {
                found.AddRange(await source.FindAsync(value, cancellationToken));
            }

            return [.. found.Take(MaxCandidates)];
        }
        catch (FhirException)
        {
            // The issue is listed all the same, and the next check asks.
            return [];
        }
    }
}
