using Mhero.Core.Fhir;
using Mhero.Core.Mapping.Profiles;
using Mhero.Core.RapidPro;
using Mhero.Core.Storage.Reviews;
using Mhero.Core.Sync.Contacts.Batches;
using Mhero.Core.Sync.Contacts.Messages;

namespace Mhero.Core.Sync.Contacts;

/// <summary>Reads the records among which a person chooses in a review, from both sides, so that they can be compared.</summary>
public sealed class ReviewSides
{
    private const int MaxCandidates = 10;

    private readonly PairLoader _loader;
    private readonly RapidProClient _rapidPro;
    private readonly ContactToProfile _contacts;

    internal ReviewSides(PairLoader loader, RapidProClient rapidPro, ContactToProfile contacts) => (_loader, _rapidPro, _contacts) = (loader, rapidPro, contacts);

    /// <summary>Reads the subject of a review and its first ten candidates.</summary>
    /// <param name="review">The review.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <returns>The subject first; without those that are neither workers nor contacts, such as Locations.</returns>
    /// <exception cref="FhirException">The registry cannot be read.</exception>
    /// <exception cref="RapidProException">RapidPro cannot be read.</exception>
    public async Task<IReadOnlyList<ReviewSide>> ReadAsync(Review review, CancellationToken cancellationToken)
    {
        var asked = review.Candidates.Take(MaxCandidates).Select(c => (c.Reference, Reason: (string?)c.Reason)).Prepend((review.Subject, null)).ToList();
        var workers = asked.Where(a => WorkerTypes.Split(a.Reference) is not null).Select(a => new Pair(new ContactItem { Worker = a.Reference })).ToList();
        await _loader.LoadWorkersAsync(workers, cancellationToken);
        var byReference = workers.DistinctBy(w => w.Reference).ToDictionary(w => w.Reference!, w => w.Worker);
        var sides = new List<ReviewSide>();
        foreach (var (reference, reason) in asked)
        {
            if (byReference.TryGetValue(reference, out var worker))
            {
                sides.Add(new ReviewSide(reference, reason, false, worker is null ? null : ValuesOf(_loader.ProfileOf(worker))));
            }
            else if (Guid.TryParse(reference, out var uuid))
            {
                var contact = await _rapidPro.FindContactAsync(uuid, cancellationToken);
                sides.Add(new ReviewSide(reference, reason, true, contact is null ? null : ValuesOf(_contacts.Map(contact).Value)));
            }
        }

        return sides;
    }

    private static Dictionary<string, string> ValuesOf(WorkerProfile profile)
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        Add(ProfileAttributes.Name, profile.Name);
        Add(ProfileAttributes.Language, profile.Language);
        Add(ProfileAttributes.Numbers, string.Join(", ", profile.Numbers));
        Add(ProfileAttributes.WhatsApp, string.Join(", ", profile.WhatsApp));
        foreach (var (field, value) in profile.Fields)
        {
            Add(ProfileAttributes.FieldPrefix + field, value);
        }

        return values;

        void Add(string attribute, string? value)
        {
            if (!string.IsNullOrEmpty(value))
            {
                values[attribute] = value;
            }
        }
    }
}
