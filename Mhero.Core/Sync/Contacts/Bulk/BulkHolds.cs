using Mhero.Core.Mapping.Phones;
using Mhero.Core.Mapping.Profiles;
using Mhero.Core.Sync.Contacts.Batches;
using Mhero.Core.Sync.Contacts.Messages;
using Mhero.Core.Sync.Engine.Queueing;

namespace Mhero.Core.Sync.Contacts.Bulk;

/// <summary>
/// The part of a bulk load in each batch: while a load is planned, writes that its files can carry are collected; while the files wait for their import,
/// the writes of just those workers are set aside; and a contact that the import made is recognised.
/// </summary>
internal sealed class BulkHolds(
    BulkStore store, BulkLoadCache loads, ContactToProfile contactToProfile, IOptions<ContactMappingOptions> mapping, IOptions<ContactSyncOptions> sync, TimeProvider time)
{
    private const string Held = "The worker is part of a bulk load: the contact is written when its import was seen, or when the load ends.";

    /// <summary>How often the time of the last contact that was seen is stored for a file.</summary>
    private static readonly TimeSpan SeenEvery = TimeSpan.FromMinutes(1);

    /// <summary>Tells the pairs of a batch whether writes are being collected. Called before anything is looked up for them.</summary>
    /// <param name="pairs">The pairs.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public async Task BeginAsync(IReadOnlyList<Pair> pairs, CancellationToken cancellationToken)
    {
        var load = await loads.FindAsync(cancellationToken);
        foreach (var pair in load is null ? [] : pairs)
        {
            pair.Load = load;
        }
    }

    /// <summary>Reads the rows of the workers that the pairs turned out to be about, and of workers whose row was written over a contact.</summary>
    /// <param name="pairs">The pairs, matched.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public async Task LoadAsync(IReadOnlyList<Pair> pairs, CancellationToken cancellationToken)
    {
        var concerned = pairs.Where(p => p is { IsOpen: true, Load: not null, Reference: not null }).ToList();
        if (concerned.Count == 0)
        {
            return;
        }

        var rows = await store.FindAsync(concerned.Select(p => p.Reference!).Concat(concerned.Select(NamedElsewhere).OfType<string>()), cancellationToken);
        var oldest = time.GetUtcNow() - BulkRow.CountsFor;
        foreach (var pair in concerned)
        {
            pair.Bulk = rows.TryGetValue(pair.Reference!, out var own) && own.Row.PlannedAt > oldest ? own : null;
            pair.WrittenOver = NamedElsewhere(pair) is { } other && rows.TryGetValue(other, out var foreign) && foreign.Row.PlannedAt > oldest
                ? foreign.Row.Versions().FirstOrDefault(r => r.Contact is null && r.Urns.Any(pair.Contact!.Urns.Contains)) : null;
        }
    }

    /// <summary>Collects or sets aside the writes that are planned now; the pairs are then finished.</summary>
    /// <param name="pairs">The pairs, planned.</param>
    /// <param name="cancellationToken">Cancels; a repeat does no harm.</param>
    public async Task ApplyAsync(IReadOnlyList<Pair> pairs, CancellationToken cancellationToken)
    {
        var open = pairs.Where(p => p is { IsOpen: true, Load.Holds: true, Reference: not null, Plan.ContactWrite: not null }).ToList();
        if (open.Count == 0)
        {
            return;
        }

        await CollectAsync([.. open.Where(p => p.Load!.Collects && BulkPlan.Fits(p))], cancellationToken);
        await SetAsideAsync([.. open.Where(p => p.IsOpen && p.Bulk is { } own && own.Row.Load == p.Load!.Id && !p.Load.Collects && Waits(p, own.Row))], cancellationToken);
        await KeepNumbersAsync([.. open.Where(p => p is { IsOpen: true, Plan.ContactWrite.Urns: not null })], cancellationToken);
    }

    /// <summary>Notes what became of the pairs: which were checked, and whose import was seen. Called after the batch was settled.</summary>
    /// <param name="pairs">The pairs of the batch, settled.</param>
    /// <param name="cancellationToken">Cancels; a worker that is not noted is put back on the queue at the end of the load, where nothing is left to do.</param>
    public async Task SettleAsync(IReadOnlyList<Pair> pairs, CancellationToken cancellationToken)
    {
        // A batch that failed before it was planned has no load yet.
        if ((pairs.FirstOrDefault(p => p.Load is not null)?.Load ?? await loads.FindAsync(cancellationToken)) is not { } load)
        {
            return;
        }

        if (load.Collects)
        {
            var isChecked = pairs.Where(p => !ComesAgain(p)).SelectMany(p => new[] { p.Item.Worker, p.Reference }).OfType<string>();
            await store.RemovePendingAsync([.. isChecked.Distinct()], cancellationToken);
        }

        var now = time.GetUtcNow();
        var seen = pairs.Where(p => p is { State: ItemState.Done, IsFolded: false, Bulk: { Row: { SeenAt: null, LeftOut: false } } } && IsSeen(p)).DistinctBy(p => p.Reference).ToList();
        if (seen.Count == 0)
        {
            return;
        }

        await store.WriteAsync([.. seen.Select(p => (p.Reference!, p.Bulk!.Row with { SeenAt = now }, (string?)p.Bulk.Version))], cancellationToken);
        await store.RemoveOpenAsync([.. seen.Select(p => p.Reference!)], cancellationToken);
        await NoteSeenAsync([.. seen.Where(p => p.Bulk!.Row.Load == load.Id).Select(p => p.Bulk!.Row.File).OfType<int>().Distinct()], load, now, cancellationToken);
    }

    /// <summary>The contact as a row makes it, with values spelt as the contact spells them.</summary>
    /// <param name="row">The row.</param>
    /// <param name="types">The types that the contact fields have in RapidPro.</param>
    public WorkerProfile FileOf(BulkRow row, IReadOnlyDictionary<string, string> types) => FileOf(row, contactToProfile, mapping.Value.MappedFields, types);

    /// <inheritdoc cref="FileOf(BulkRow, IReadOnlyDictionary{string, string})"/>
    public static WorkerProfile FileOf(
        BulkRow row, ContactToProfile contactToProfile, IReadOnlyDictionary<string, ContactFieldMap> fields, IReadOnlyDictionary<string, string> types)
    {
        var file = PhoneIdentity.SpellWhatsApp(contactToProfile.Map(BulkPlan.ContactOf(row)).Value, row.Registry);
        return TypedFields.Apply(row.Registry, file, null, fields, types).Contact;
    }

    /// <summary>A worker other than the contact's own whom the contact names.</summary>
    private static string? NamedElsewhere(Pair pair) =>
        pair is { Contact: { } contact, ContactRow.Row.Worker: { } worker } && worker == pair.Reference && ContactSnapshot.LinkOf(contact) is { } named && named != worker ? named : null;

    /// <summary>
    /// Whether the import of the pair's row was carried out. A state of the contact that is not newer than the one that the row was planned from shows nothing: the ledger's,
    /// or that of an item that comes late.
    /// </summary>
    private bool IsSeen(Pair pair) =>
        pair.Bulk is { Row: { LeftOut: false } row } && pair.Contact is { } contact
        && (row.Contact is null
            || (row.Contact == contact.Uuid && !(contact.ModifiedOn <= row.PlannedFrom) && ImportedBase.IsImported(row, FileOf(row, new Dictionary<string, string>()), contactToProfile.Map(contact).Value)));

    // The contact of a row that was deleted or replaced cannot be updated by the import any more.
    private bool Waits(Pair pair, BulkRow row) => row.SeenAt is null && (row.LeftOut || (row.Contact == pair.Contact?.Uuid && !IsSeen(pair)));

    private bool ComesAgain(Pair pair) =>
        pair.State == ItemState.Postponed || (pair.State == ItemState.Retry && pair.Item.Attempts + 1 < sync.Value.MaxAttempts);

    private async Task CollectAsync(List<Pair> pairs, CancellationToken cancellationToken)
    {
        if (pairs.Count == 0)
        {
            return;
        }

        var now = time.GetUtcNow();
        var distinct = pairs.DistinctBy(p => p.Reference).ToList();
        var owners = await store.TakeNumbersAsync(
            [.. distinct.SelectMany(p => (p.Plan!.ContactWrite!.Urns ?? []).Select(u => (u, p.Reference!)))], cancellationToken);
        var rows = distinct.ConvertAll(p =>
        {
            var isShared = (p.Plan!.ContactWrite!.Urns ?? []).Any(u => owners.GetValueOrDefault(u) != p.Reference);
            return (p.Reference!, isShared ? BulkPlan.LeftOut(p, p.Load!.Id, now) : BulkPlan.RowOf(p, p.Load!.Id, now), p.Bulk?.Version);
        });
        await WriteAsync(pairs, rows, cancellationToken);
    }

    private async Task SetAsideAsync(List<Pair> pairs, CancellationToken cancellationToken)
    {
        // A contact's own change is read again afterwards: the ledger does not take it now.
        var touched = pairs.Where(p => p.Item.Worker is null && p.Contact is not null && p.Bulk!.Row.Touched is null).DistinctBy(p => p.Reference).ToList();
        await WriteAsync(touched, [.. touched.Select(p => (p.Reference!, p.Bulk!.Row with { Touched = p.Contact!.Uuid }, (string?)p.Bulk.Version))], cancellationToken);
        foreach (var pair in pairs.Where(p => p.IsOpen))
        {
            pair.SetAside(SyncCodes.HeldForImport, Held);
        }

        await CheckStillHeldAsync(pairs, cancellationToken);
    }

    /// <summary>A load may have ended since the batch began: then nothing puts the workers back on the queue any more.</summary>
    private async Task CheckStillHeldAsync(List<Pair> pairs, CancellationToken cancellationToken)
    {
        if (pairs.Count == 0 || (await store.FindLoadAsync(cancellationToken) is { Holds: true } load && load.Id == pairs[0].Load!.Id))
        {
            return;
        }

        foreach (var pair in pairs.Where(p => p.IsSetAside))
        {
            pair.Finish(ItemState.Postponed, SyncCodes.Overtaken, "The bulk load of the worker ended.", TimeSpan.FromSeconds(1));
        }
    }

    /// <summary>A number of a file must not go to another contact before the import: the import would take that contact for the row's.</summary>
    private async Task KeepNumbersAsync(List<Pair> pairs, CancellationToken cancellationToken)
    {
        if (pairs.Count == 0)
        {
            return;
        }

        var owners = await store.FindNumbersAsync([.. pairs.SelectMany(p => p.Plan!.ContactWrite!.Urns!.Except(p.Contact?.Urns ?? []))], cancellationToken);
        var now = time.GetUtcNow();
        var waiting = pairs
            .Where(p => p.Plan!.ContactWrite!.Urns!.Any(u => owners.TryGetValue(u, out var owner) && owner != p.Reference))
            .DistinctBy(p => p.Reference)
            .ToList();
        await WriteAsync(waiting, [.. waiting.Select(p => (p.Reference!, BulkPlan.LeftOut(p, p.Load!.Id, now), p.Bulk?.Version))], cancellationToken);
    }

    private async Task WriteAsync(List<Pair> pairs, List<(string Worker, BulkRow Row, string? Version)> rows, CancellationToken cancellationToken)
    {
        if (rows.Count == 0)
        {
            return;
        }

        var refused = await store.WriteAsync(rows, cancellationToken);
        await store.AddOpenAsync(rows.Select(r => r.Worker).Except(refused), cancellationToken);
        foreach (var pair in pairs)
        {
            if (refused.Contains(pair.Reference!))
            {
                pair.Finish(ItemState.Postponed, SyncCodes.Overtaken, "Another batch is planning the same worker.", TimeSpan.FromSeconds(1));
            }
            else
            {
                pair.SetAside(SyncCodes.HeldForImport, Held);
            }
        }

        await CheckStillHeldAsync(pairs, cancellationToken);
    }

    private async Task NoteSeenAsync(IReadOnlyList<int> files, BulkLoadRow load, DateTimeOffset now, CancellationToken cancellationToken)
    {
        bool IsDue(BulkLoadFile file) => files.Contains(file.Number) && !(now - file.LastSeen < SeenEvery);
        if (load.Files.Any(IsDue))
        {
            await store.ChangeLoadAsync(
                row => row is null || row.Id != load.Id || !row.Files.Any(IsDue) ? row : row with { Files = [.. row.Files.Select(f => IsDue(f) ? f with { LastSeen = now } : f)] },
                cancellationToken);
        }
    }
}
