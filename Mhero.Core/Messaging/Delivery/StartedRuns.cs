using Mhero.Core.Caching.InMemory;
using Mhero.Core.RapidPro;
using Mhero.Core.RapidPro.Model;

namespace Mhero.Core.Messaging.Delivery;

/// <summary>
/// The contacts that flow starts brought into their flow. RapidPro lists runs by flow and not by start, so the runs of all chunks of a
/// request are in one list: the runs read for one chunk are kept for the others.
/// </summary>
internal sealed class StartedRuns(RapidProClient rapidPro, TimeProvider time)
{
    private readonly BoundedCache<Guid, RequestRuns> _requests = new(time, 20, _ => TimeSpan.FromDays(1));

    /// <summary>Finds the runs that a start began.</summary>
    /// <param name="request">The request that the start is for.</param>
    /// <param name="flow">Its flow.</param>
    /// <param name="start">The start, which RapidPro is through with.</param>
    /// <param name="since">When the start was made (UTC).</param>
    /// <param name="contacts">The contacts that are asked for.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns>The runs of the contacts; those without one are left out.</returns>
    /// <exception cref="RapidProException">RapidPro cannot be asked.</exception>
    public async Task<Dictionary<Guid, StartedRun>> FindAsync(
        Guid request, Guid flow, Guid start, DateTimeOffset? since, IReadOnlyCollection<Guid> contacts, CancellationToken cancellationToken)
    {
        var runs = await _requests.GetAsync(request, () => Task.FromResult(new RequestRuns()), cancellationToken);
        var asked = time.GetTimestamp();
        await runs.Gate.WaitAsync(cancellationToken);
        try
        {
            // Runs read since the start was complete are as good as a reading of one's own, even if a contact is missing.
            var isFresh = runs.ReadAt >= asked && runs.ReadSince <= since;
            if (!isFresh && !contacts.All(c => runs.Begun.ContainsKey((start, c))))
            {
                await ReadAsync(runs, flow, since, cancellationToken);
            }

            return contacts.Where(c => runs.Begun.ContainsKey((start, c))).ToDictionary(c => c, c => runs.Begun[(start, c)]);
        }
        finally
        {
            runs.Gate.Release();
        }
    }

    private async Task ReadAsync(RequestRuns runs, Guid flow, DateTimeOffset? since, CancellationToken cancellationToken)
    {
        var at = time.GetTimestamp();
        await foreach (var page in rapidPro.GetRunPagesAsync(new RunQuery { Flow = flow, After = since }, cancellationToken))
        {
            foreach (var run in page.Results)
            {
                if (run is { Start.Uuid: { } start, Contact.Uuid: { } contact })
                {
                    runs.Begun[(start, contact)] = new StartedRun(run.CreatedOn, run.Responded);
                }
            }
        }

        (runs.ReadAt, runs.ReadSince) = (at, since);
    }

    private sealed class RequestRuns
    {
        public SemaphoreSlim Gate { get; } = new(1);

        public Dictionary<(Guid Start, Guid Contact), StartedRun> Begun { get; } = [];

        /// <summary>When the last reading began, as the clock's timestamp.</summary>
        public long ReadAt { get; set; } = long.MinValue;

        /// <summary>The first moment that the last reading covered (UTC); null for all.</summary>
        public DateTimeOffset? ReadSince { get; set; }
    }
}
