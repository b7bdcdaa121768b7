using Mhero.Core.Fhir;
using Mhero.Core.Messaging.OptOut;
using Mhero.Core.Operating.Responses;
using Mhero.Core.Storage.Audit;
using Mhero.Core.Storage.DeadLetters;
using Mhero.Core.Storage.Reviews;
using Mhero.Core.Sync.Contacts.Ledger;

namespace Mhero.Core.Operating.Persons;

/// <summary>Shows all that mHero has of one person.</summary>
public sealed class PersonReader
{
    private const int MaxResponses = 20;
    private const int MaxLetters = 50;
    private const int MaxReviews = 1_000;

    private readonly PersonFinder _finder;
    private readonly PersonSides _sides;
    private readonly ContactLedger _ledger;
    private readonly OptOutTable _optOuts;
    private readonly ResponseSearch _responses;
    private readonly ReviewStore _reviews;
    private readonly DeadLetterIndex _letters;
    private readonly IAuditLog _audit;

    internal PersonReader(
        PersonFinder finder, PersonSides sides, ContactLedger ledger, OptOutTable optOuts, ResponseSearch responses, ReviewStore reviews, DeadLetterIndex letters, IAuditLog audit) =>
        (_finder, _sides, _ledger, _optOuts, _responses, _reviews, _letters, _audit) = (finder, sides, ledger, optOuts, responses, reviews, letters, audit);

    /// <summary>Finds a person.</summary>
    /// <param name="id">A worker's reference or id, a contact's UUID, or a telephone number.</param>
    /// <param name="reveal">Whether numbers and texts are shown in clear; the audit log has an entry then.</param>
    /// <param name="by">The operator.</param>
    /// <param name="cancellationToken">Cancels the reads.</param>
    /// <returns>The person; null when neither side nor the ledger has them.</returns>
    /// <exception cref="OperatorException">Several persons have the telephone number.</exception>
    public async Task<PersonDetail?> FindAsync(string id, bool reveal, Operator by, CancellationToken cancellationToken)
    {
        if (await _finder.FindAsync(id.Trim(), cancellationToken) is not { } person)
        {
            return null;
        }

        var notes = new List<string>();
        var registry = await _sides.FindWorkerAsync(person.Worker, reveal, notes, cancellationToken);
        var contact = await _sides.FindContactAsync(person.Contact, notes, cancellationToken);
        var link = await LinkAsync(person, cancellationToken);
        if (registry is null && contact is null && link is null && notes.Count == 0)
        {
            return null;
        }

        if (reveal)
        {
            await _audit.WriteAsync(new AuditEntry(by, AuditActions.Reveal, person.Worker ?? person.Contact.ToString()), cancellationToken);
        }

        return new PersonDetail(
            person,
            registry,
            contact is null ? null : PersonSides.Of(contact, reveal),
            link,
            [.. (contact?.Groups ?? []).Select(group => group.Name ?? group.Uuid.ToString())],
            await OptOutAsync(person, cancellationToken),
            person.Contact is { } uuid && contact is not null ? await _sides.FindMessagesAsync(uuid, reveal, notes, cancellationToken) : [],
            await ResponsesAsync(person, notes, cancellationToken),
            await ReviewsAsync(person, cancellationToken),
            await _letters.ListAboutAsync([.. NamesOf(person)], MaxLetters, cancellationToken),
            notes);
    }

    private static IEnumerable<string> NamesOf(FoundPerson person) => new[] { person.Worker, person.Contact?.ToString() }.OfType<string>();

    private async Task<PersonLink?> LinkAsync(FoundPerson person, CancellationToken cancellationToken)
    {
        var worker = person.Worker is null ? null : (await _ledger.FindWorkersAsync([person.Worker], cancellationToken)).GetValueOrDefault(person.Worker).Row;
        var contact = person.Contact is { } uuid ? (await _ledger.FindContactsAsync([uuid], cancellationToken)).GetValueOrDefault(uuid).Row : null;
        return worker is null && contact is null ? null : new PersonLink(
            worker?.Contact is not null && worker.Contact == person.Contact && contact?.Worker == person.Worker,
            worker?.Blocked is true,
            worker?.Abandoned is true,
            worker?.Gone is true,
            contact?.Taken?.Count ?? 0);
    }

    private async Task<PersonOptOut> OptOutAsync(FoundPerson person, CancellationToken cancellationToken)
    {
        var keys = new[] { person.Worker, person.Contact is { } contact ? OptOutTable.KeyOf(contact) : null }.OfType<string>().ToList();
        var row = (await _optOuts.FindAsync(keys, cancellationToken)).Values.Select(entry => entry.Row).OrderByDescending(found => found.IsOut).FirstOrDefault();
        return new PersonOptOut(row?.IsOut is true, row?.Cause?.ToString(), row?.Since);
    }

    private async Task<IReadOnlyList<ResponseSummary>> ResponsesAsync(FoundPerson person, List<string> notes, CancellationToken cancellationToken)
    {
        if (person.Worker is null)
        {
            return [];
        }

        try
        {
            return (await _responses.SearchAsync(new ResponseQuery { Worker = person.Worker }, MaxResponses, null, cancellationToken)).Responses;
        }
        catch (OperatorException e)
        {
            notes.Add($"{e.Code}: {e.Message}");
        }
        catch (FhirException e)
        {
            notes.Add($"{e.Code}: The registry's responses cannot be read now.");
        }

        return [];
    }

    private async Task<IReadOnlyList<Review>> ReviewsAsync(FoundPerson person, CancellationToken cancellationToken)
    {
        var names = NamesOf(person).ToHashSet(StringComparer.Ordinal);
        return [.. (await _reviews.ListAsync(MaxReviews, cancellationToken)).Where(review => names.Contains(review.Subject) || review.Candidates.Any(candidate => names.Contains(candidate.Reference)))];
    }
}
