using Hl7.Fhir.Model;
using Mhero.Core.Fhir;
using Mhero.Core.Storage.Cursors;
using Mhero.Core.Sync.Polling;
using Mhero.Core.Sync.Queueing;
using Microsoft.Extensions.Options;
using Task = System.Threading.Tasks.Task;

namespace Mhero.Core.Messaging.OptOut;

/// <summary>Reads the changed Flags of the registry and queues their subjects.</summary>
internal sealed class OptOutPoller(
    FhirGateway fhir, CursorStore cursors, SeenVersionStore seen, OptOutRegistry registry, OptOutTable table, IOptions<OptOutOptions> options)
{
    /// <summary>Name of the poller's cursor.</summary>
    public const string Name = "fhir-flags";

    /// <summary>Reads the poller to its end. R4 has no search for a Flag's code, so all changed Flags are read.</summary>
    /// <param name="batches">Where people go.</param>
    /// <param name="cancellationToken">Stops between two pages; pages already read count.</param>
    /// <exception cref="FhirException">The registry cannot be read; the cursor stands at the last page that was.</exception>
    public async Task ReadAsync(BatchWriter<OptOutItem> batches, CancellationToken cancellationToken)
    {
        var reading = new ChangePoll(Name, cursors, seen, options.Value.Overlap);
        await reading.BeginAsync(cancellationToken);
        await foreach (var page in fhir.ChangesAsync("Flag", reading.Since, ["status", "code", "subject"], cancellationToken))
        {
            var lastRecord = page.Matches is [.., var last] ? last.Meta?.LastUpdated : null;
            var firstRecord = page.Matches is [var earliest, ..] ? earliest.Meta?.LastUpdated : null;
            if (!await reading.TurnToAsync(page.ServerTime, firstRecord, lastRecord, cancellationToken))
            {
                await reading.MoveAsync(null, complete: true, cancellationToken);
                break;
            }

            var changed = page.Matches.OfType<Flag>().Where(f => reading.IsNew($"Flag/{f.Id}", VersionOf(f), f.Meta?.LastUpdated)).ToList();
            foreach (var person in await SelectAsync(changed, cancellationToken))
            {
                await batches.AddAsync(new OptOutItem { Person = person }, cancellationToken);
            }

            await batches.FlushAsync(cancellationToken);
            await reading.MoveAsync(lastRecord, !page.HasNext, cancellationToken);
        }
    }

    /// <summary>The subjects of the Flags, of any code: a Flag that has another code now may have been an opt-out before.</summary>
    private async Task<List<string>> SelectAsync(List<Flag> flags, CancellationToken cancellationToken)
    {
        var known = flags.TrueForAll(OptOutFlags.IsAboutMessages) ? [] : await table.KeysAsync(cancellationToken);
        return
        [
            .. flags.Select(f => (Flag: f, Subject: registry.SubjectOf(f)))
                .Where(f => f.Subject is not null && (OptOutFlags.IsAboutMessages(f.Flag) || known.Contains(f.Subject)))
                .Select(f => f.Subject!).Distinct(),
        ];
    }

    private static string VersionOf(Flag flag) => flag.Meta?.VersionId ?? flag.Meta?.LastUpdated?.UtcTicks.ToString("x") ?? "-";
}
