using Hl7.Fhir.Model;
using Mhero.Core.Caching;
using Mhero.Core.Fhir;
using Mhero.Core.Mapping.Places;
using Mhero.Core.Sync.Engine.Polling;
using Mhero.Core.Sync.Groups.Ledger;
using Mhero.Core.Sync.Groups.Rules;
using Task = System.Threading.Tasks.Task;

namespace Mhero.Core.Sync.Groups.Polling;

/// <summary>Reads the workers for whom a rule's result may have changed.</summary>
internal sealed class GroupRegistryChanges(
    FhirGateway fhir, ChangePoller poller, GroupLedger ledger, PlaceCache places, PlaceChangeState marks, IOptions<GroupSyncOptions> options)
{
    private const string Workers = "fhir-group-practitioners";
    private const string Roles = "fhir-group-roles";
    private const string Locations = "fhir-group-locations";
    private const string Organizations = "fhir-group-organizations";

    /// <summary>Has all workers checked against the rules again.</summary>
    public async Task StartAnewAsync(CancellationToken cancellationToken)
    {
        await poller.ResetAsync(Workers, cancellationToken);
        await poller.ResetAsync(Roles, cancellationToken);
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
        var locations = SourceOf<Location>(Locations, "managingOrganization") with { Newest = token => fhir.NewestAsync("Location", token) };
        await HoldAsync(locations, location => moved.UnionWith(KeysOf(location)));
        if (await marks.OrganizationsSinceAsync(cancellationToken) is { } since)
        {
            var organizations = SourceOf<Organization>(Organizations) with { Start = since - options.Value.Overlap - PollWindow.ClockTolerance };
            await HoldAsync(organizations, organization => moved.Add(Place.KeyOfOrganization(organization.Id!)));
        }

        await HoldAsync(SourceOf<PractitionerRole>(Roles, "practitioner"), role =>
        {
            if (ResourceLocation.Parse(role.Practitioner?.Reference) is ("Practitioner", { } id, _))
            {
                workers.Add($"Practitioner/{id}");
            }
        });
        await HoldAsync(SourceOf<Practitioner>(Workers, "active"), worker => workers.Add($"Practitioner/{worker.Id}"));
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

        async Task HoldAsync<TResource>(ChangeSource<TResource> source, Action<TResource> take)
            where TResource : Resource => readings.Add(await poller.HoldAsync(
                source,
                resources =>
                {
                    foreach (var resource in resources)
                    {
                        take(resource);
                    }

                    return Task.CompletedTask;
                },
                cancellationToken));
    }

    private ChangeSource<TResource> SourceOf<TResource>(string cursor, params string[] elements)
        where TResource : Resource => ChangeSources.Of<TResource>(fhir, cursor, options.Value.Overlap, elements);

    private static IEnumerable<string> KeysOf(Location location)
    {
        yield return location.Id!;
        if (PlaceIndex.IdOf("Organization", location.ManagingOrganization?.Reference) is { } organization)
        {
            yield return RuleValues.KeyOfPair(organization);
        }
    }
}
