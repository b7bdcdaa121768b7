using Hl7.Fhir.Model;
using Mhero.Core.Caching;
using Mhero.Core.Fhir;
using Mhero.Core.Mapping.Places;
using Mhero.Core.Mapping.Profiles;
using Mhero.Core.RapidPro;
using Mhero.Core.Storage.Cursors;
using Mhero.Core.Sync.Contacts.Bulk;
using Mhero.Core.Sync.Contacts.Polling;
using Task = System.Threading.Tasks.Task;

namespace Mhero.Core.Sync.Contacts.Batches;

/// <summary>The stage that brings the two sides of each pair together and decides what is written to each.</summary>
internal sealed class PairPlanning(
    PairMatcher matcher,
    PairClaims claims,
    PairPlanner planner,
    ContactChecks checks,
    BulkHolds holds,
    WorkspaceFields fields,
    PlaceCache places,
    CursorStore cursors)
{
    private bool _contactsKnown;
    private bool _workersKnown;

    /// <summary>Reads of which sides all existing records are known.</summary>
    /// <param name="cancellationToken">Cancels.</param>
    public async Task<KnownSides> ReadSidesAsync(CancellationToken cancellationToken)
    {
        _contactsKnown = _contactsKnown || (await cursors.ReadAsync(CursorNames.ContactsKnown, cancellationToken)).Position is not null;
        _workersKnown = _workersKnown || (await cursors.ReadAsync(CursorNames.WorkersKnown, cancellationToken)).Position is not null;
        return new KnownSides(_contactsKnown, _workersKnown);
    }

    /// <summary>Matches the open pairs and gives each its plan.</summary>
    /// <param name="pairs">The pairs of the batch, each with what its item names.</param>
    /// <param name="sides">Of which sides all records are known.</param>
    /// <param name="cancellationToken">Cancels; nothing is written yet.</param>
    /// <returns>The places that the pairs name.</returns>
    /// <exception cref="FhirException">The registry cannot be read.</exception>
    /// <exception cref="RapidProException">RapidPro cannot be read.</exception>
    public async Task<PlaceIndex> PlanAsync(IReadOnlyList<Pair> pairs, KnownSides sides, CancellationToken cancellationToken)
    {
        await holds.BeginAsync(pairs, cancellationToken);
        await matcher.MatchAsync(pairs, cancellationToken);
        claims.SkipClaimed(pairs);
        await holds.LoadAsync(pairs, cancellationToken);
        var known = await LoadPlacesAsync(pairs, cancellationToken);
        Plan(pairs, known, sides);
        await PlanWithPresentTypesAsync(pairs, known, sides, cancellationToken);

        // A file's writes need no look at the contacts: a difference from the file is found when the import is seen.
        await holds.ApplyAsync(pairs, cancellationToken);

        // A contact that turns out to be newer than remembered may name other places.
        var newer = await checks.RefreshAsync(pairs, cancellationToken);
        await matcher.CheckNamedWorkersAsync(pairs, cancellationToken);
        newer.AddRange(await checks.GuardAsync([.. pairs.Except(newer)], cancellationToken));
        if (newer.Count > 0)
        {
            known = await LoadPlacesAsync(pairs, cancellationToken);
            Plan(newer, known, sides);
            await PlanWithPresentTypesAsync(newer, known, sides, cancellationToken);
            Plan(await checks.GuardAsync(newer, cancellationToken), known, sides);
            await holds.ApplyAsync(newer, cancellationToken);
        }

        return known;
    }

    /// <summary>
    /// A field whose type was changed since the fields were last read shows changed values that no person changed: before the
    /// registry takes any over, the types are read again, one request for the batch. The same applies before a value is held
    /// back because of a field's type, which may have been changed back.
    /// </summary>
    private async Task PlanWithPresentTypesAsync(IReadOnlyList<Pair> pairs, PlaceIndex known, KnownSides sides, CancellationToken cancellationToken)
    {
        var concerned = pairs
            .Where(p => p is { IsOpen: true, Plan: { } plan, Worker: not null }
                && (fields.HasOtherTypes || plan.RegistryChanges.Any(a => a.StartsWith(ProfileAttributes.FieldPrefix, StringComparison.Ordinal))))
            .ToList();
        if (concerned.Count > 0)
        {
            await fields.ReadAsync(cancellationToken);
            Plan(concerned, known, sides);
        }
    }

    private void Plan(IEnumerable<Pair> pairs, PlaceIndex known, KnownSides sides)
    {
        foreach (var pair in pairs.Where(p => p.IsOpen))
        {
            pair.Take(() => planner.Plan(pair, known, sides.Contacts, sides.Workers));
        }
    }

    /// <summary>Reads the places of the workers' roles, and searches for those that contacts name and the worker does not have.</summary>
    private async Task<PlaceIndex> LoadPlacesAsync(IReadOnlyList<Pair> pairs, CancellationToken cancellationToken)
    {
        var open = pairs.Where(p => p.IsOpen).ToList();
        var references = open.SelectMany(RolesOf).SelectMany(PlaceIndex.ReferencesOf).ToList();
        var known = await places.LoadAsync(references, [], cancellationToken);
        var others = open
            .Where(p => p.Contact is not null)
            .SelectMany(p => planner.FacilitiesOf(p.Contact!)
                .Where(text => !RolesOf(p).SelectMany(known.FacilitiesOf).Any(f => string.Equals(f.Name, text, StringComparison.OrdinalIgnoreCase))))
            .ToList();
        return others.Count == 0 ? known : await places.LoadAsync(references, others, cancellationToken);
    }

    private static IReadOnlyList<PractitionerRole> RolesOf(Pair pair) => pair.Worker?.Roles ?? [];
}
