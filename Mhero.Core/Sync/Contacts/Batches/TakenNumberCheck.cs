using Mhero.Core.RapidPro;
using Mhero.Core.Storage.Reviews;

namespace Mhero.Core.Sync.Contacts.Batches;

/// <summary>
/// Looks, before a number is taken from a worker because the contact no longer has it, whether another contact took it
/// over; and whether one that was taken over is free again. One request for each such number.
/// </summary>
internal sealed class TakenNumberCheck(RapidProClient rapidPro)
{
    /// <summary>Notes in the pair which of its numbers other contacts have.</summary>
    /// <param name="pair">A planned pair with a contact.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns>Whether the pair has to be planned again.</returns>
    /// <exception cref="RapidProException">RapidPro cannot be read.</exception>
    public async Task<bool> CheckAsync(Pair pair, CancellationToken cancellationToken)
    {
        var replan = false;
        var noted = pair.ContactRow?.Row.Taken ?? [];
        var candidates = new List<ReviewCandidate>();
        foreach (var address in pair.Plan!.LostNumbers.Concat(pair.Plan.TakenNumbers).Distinct(StringComparer.Ordinal))
        {
            var owner = await rapidPro.FindContactByUrnAsync(Urn.Of(address), cancellationToken);
            if (owner is not null && owner.Uuid != pair.Contact!.Uuid)
            {
                replan |= pair.TakenNumbers.Add(address) && !noted.Contains(address);
                candidates.Add(new ReviewCandidate(owner.Uuid.ToString(), "owns the number"));
            }
            else if (noted.Contains(address))
            {
                replan |= pair.ReleasedNumbers.Add(address);
            }
        }

        if (candidates.Count > 0)
        {
            pair.SideReview = (
                SyncCodes.NumberOfAnother,
                "Another contact took over a number of the worker in RapidPro, and the registry keeps it: choose the contact that is the worker's, change the number in the registry, or take it off the other contact in RapidPro.",
                [.. candidates.DistinctBy(c => c.Reference)]);
        }

        return replan;
    }
}
