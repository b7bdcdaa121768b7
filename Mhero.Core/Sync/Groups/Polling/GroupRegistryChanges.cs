using Hl7.Fhir.Model;
using Mhero.Core.Caching;
using Mhero.Core.Fhir;
using Mhero.Core.Mapping.Places;
using Mhero.Core.Storage.Cursors;
using Mhero.Core.Sync.Groups.Ledger;
using Mhero.Core.Sync.Groups.Rules;
using Mhero.Core.Sync.Polling;
using Microsoft.Extensions.Options;
using Task = System.Threading.Tasks.Task;

namespace Mhero.Core.Sync.Groups.Polling;

/// <summary>Reads the workers for whom a rule's result may have changed.</summary>
internal sealed class GroupRegistryChanges(
    FhirGateway fhir, CursorStore cursors, SeenVersionStore seen, GroupLedger ledger, PlaceCache places, PlaceChangeState marks, IOptions<GroupSyncOptions> options)
{
    private const string Workers = "fhir-group-practitioners";
    private const string Roles = "fhir-group-roles";
    private const string Locations = "fhir-group-locations";
    private const string Organizations = "fhir-group-organizations";

    /// <summary>Has all workers checked against the rules again.</summary>
    public async Task StartAnewAsync(CancellationToken cancellationToken)
    {
        foreach (var poller in new[] { Workers, Roles })
        {
            await cursors.ResetAsync(poller, cancellationToken);
            await seen.PruneAsync(poller, DateTimeOffset.MaxValue, cancellationToken);
        }
    }

    /// <summary>Reads the pollers of workers, roles and places to their ends.</summary>
    /// <param name="readings">Takes the readings, whose cursors have yet to be moved.</param>
    /// <param name="cancellationToken">Stops between two pages.</param>
    /// <returns>References of the workers.</returns>
    public async Task<HashSet<string>> ReadAsync(List<ChangePoll> readings, CancellationToken cancellationToken)
    {
        var workers = new HashSet<string>();
        var moved = new HashSet<string>();

        // A place against which no worker has been checked yet has not changed for any.
        await ReadAsync(Locations, "Location", ["managingOrganization"], null, isNewestEnough: true, r => moved.UnionWith(KeysOf(r)), readings, cancellationToken);
        if (await marks.OrganizationsSinceAsync(cancellationToken) is { } since)
        {
            await ReadAsync(Organizations, "Organization", [], since - options.Value.Overlap - PollWindow.ClockTolerance, isNewestEnough: false, r => moved.Add(Place.KeyOfOrganization(r.Id!)), readings, cancellationToken);
        }

        await ReadAsync(
            Roles,
            "PractitionerRole",
            ["practitioner"],
            null,
            isNewestEnough: false,
            r =>
            {
                if (ResourceLocation.Parse((r as PractitionerRole)?.Practitioner?.Reference) is ("Practitioner", { } id, _))
                {
                    workers.Add($"Practitioner/{id}");
                }
            },
            readings,
            cancellationToken);
        await ReadAsync(Workers, "Practitioner", ["active"], null, isNewestEnough: false, r => workers.Add($"Practitioner/{r.Id}"), readings, cancellationToken);
        if (moved.Count > 0)
        {
            await places.ForgetAsync(cancellationToken);
            await foreach (var (reference, row) in ledger.Workers.AllAsync(cancellationToken))
            {
                if (row.Places.Any(moved.Contains))
                {
                    workers.Add(reference);
                }
            }
        }

        return workers;
    }

    private async Task ReadAsync(
        string poller, string type, IReadOnlyList<string> elements, DateTimeOffset? start, bool isNewestEnough, Action<Resource> take, List<ChangePoll> readings, CancellationToken cancellationToken)
    {
        var reading = new ChangePoll(poller, cursors, seen, options.Value.Overlap);
        await reading.BeginAsync(cancellationToken);
        if (isNewestEnough)
        {
            await reading.StandAtNewestAsync(token => fhir.NewestAsync(type, token), cancellationToken);
        }

        await foreach (var page in fhir.ChangesAsync(type, reading.Since ?? start, elements, cancellationToken))
        {
            var firstRecord = page.Matches is [var earliest, ..] ? earliest.Meta?.LastUpdated : null;
            var lastRecord = page.Matches is [.., var last] ? last.Meta?.LastUpdated : null;
            if (!await reading.TurnToAsync(page.ServerTime, firstRecord, lastRecord, cancellationToken))
            {
                break;
            }

            foreach (var resource in page.Matches.Where(r => r.Id is not null && reading.IsNew(r.Id, VersionOf(r), r.Meta?.LastUpdated)))
            {
                take(resource);
            }
        }

        readings.Add(reading);
    }

    /// <summary>The keys of the Location itself, and of its Organization's other half.</summary>
    private static IEnumerable<string> KeysOf(Resource location)
    {
        yield return location.Id!;
        if (PlaceIndex.IdOf("Organization", (location as Location)?.ManagingOrganization?.Reference) is { } organization)
        {
            yield return RuleValues.KeyOfPair(organization);
        }
    }

    private static string VersionOf(Resource resource) => resource.Meta?.VersionId ?? resource.Meta?.LastUpdated?.UtcTicks.ToString("x") ?? "-";
}
