using Mhero.Core.Caching;
using Mhero.Core.Fhir;
using Mhero.Core.Storage.SyncLog;
using Mhero.Core.Sync.Engine.Writing;
using Mhero.Core.Sync.Runs;

namespace Mhero.Core.Sync.FlowResults.People;

/// <summary>Finds the health workers who answered FLOIP sessions, by the rules of their sources. A claim that fits several links none of them.</summary>
internal sealed partial class SessionWorkers(ClaimedWorkers claimed, SourceContacts contacts, UnlinkedAnswers unlinked, ILogger<SessionWorkers> logger)
{
    /// <summary>Finds them.</summary>
    /// <param name="works">The sessions of a batch.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns>Health workers by session; sessions whose health worker is not known are left out.</returns>
    /// <exception cref="FhirException">The registry cannot be read.</exception>
    public async Task<Dictionary<RunWork, LinkedPractitioner>> FindAsync(IReadOnlyCollection<RunWork> works, CancellationToken cancellationToken)
    {
        var found = new Dictionary<RunWork, LinkedPractitioner>();
        var claims = works.Where(w => w.Claim is not null).ToList();
        var candidates = claims.Count == 0 ? null : await claimed.FindAsync([.. claims.Select(w => w.Claim!).Distinct()], cancellationToken);
        foreach (var work in claims)
        {
            if (candidates![work.Claim!] is [var worker])
            {
                found[work] = worker;
                if (work is { Claim.IsAnswered: true, Session.Contact: not null } && await contacts.NoteAsync(work.Run!.Contact!.Uuid, worker.Reference, cancellationToken))
                {
                    // Sessions of the contact that were written before it was known.
                    await unlinked.ReleaseAsync([work.Run.Contact.Uuid], cancellationToken);
                }
            }
            else
            {
                work.Counts = work.Counts.Add(SyncCounts.Issues);
                LogUnclear(work.Item.Subject, candidates[work.Claim!].Count == 0 ? SyncCodes.SessionWorkerMissing : SyncCodes.SessionWorkerAmbiguous);
            }
        }

        foreach (var (work, worker) in await RememberedAsync(works.Where(w => w.Claim is null && w.Session!.Contact is not null).ToList(), cancellationToken))
        {
            found[work] = worker;
        }

        return found;
    }

    /// <summary>The health workers as whom the contacts of sessions answered elsewhere.</summary>
    /// <param name="works">Sessions that do not say it.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public async Task<Dictionary<RunWork, LinkedPractitioner>> RememberedAsync(IReadOnlyCollection<RunWork> works, CancellationToken cancellationToken)
    {
        var known = works.Count == 0 ? [] : await contacts.FindAsync([.. works.Select(w => w.Run!.Contact!.Uuid).Distinct()], cancellationToken);
        return works.Where(w => known.ContainsKey(w.Run!.Contact!.Uuid)).ToDictionary(w => w, w => new LinkedPractitioner(known[w.Run!.Contact!.Uuid], null));
    }

    [LoggerMessage(4101, LogLevel.Information, "Session {Session}: {Code}; its source is written as the contact of the FLOIP server")]
    private partial void LogUnclear(string session, string code);
}
