using Mhero.Core.Mapping.Profiles;
using Mhero.Core.RapidPro;
using Mhero.Core.RapidPro.Model;
using Mhero.Core.Sync.Contacts.Ledger;
using Mhero.Core.Sync.Contacts.Messages;
using Mhero.Core.Sync.Contacts.Polling;
using Mhero.Core.Sync.Engine.Circuits;
using Mhero.Core.Sync.Engine.Queueing;

namespace Mhero.Core.Sync.Contacts.Batches;

/// <summary>Writes the RapidPro side of a batch: one write per contact, memberships by the hundred.</summary>
internal sealed class ContactWriter(
    RapidProClient rapidPro,
    RapidProSetup setup,
    ContactIndex index,
    ContactSnapshot snapshot,
    ContactToProfile contactToProfile,
    IOptions<ContactSyncOptions> options)
{
    /// <summary>Does what can be done to many contacts at once: group membership and blocking.</summary>
    public async Task ActAsync(IReadOnlyList<Pair> pairs, CancellationToken cancellationToken)
    {
        foreach (var same in pairs.Where(p => p is { IsOpen: true, Plan.Action: not null, Contact: not null }).GroupBy(p => p.Plan!.Action!))
        {
            var group = same.Key is ContactActions.Add or ContactActions.Remove ? options.Value.Group : null;
            try
            {
                await rapidPro.ActOnContactsAsync(same.Key, [.. same.Select(p => p.Contact!.Uuid)], group, cancellationToken);
                foreach (var pair in same)
                {
                    pair.ContactUpdated = true;
                }
            }
            catch (RapidProException e) when (IsAboutAsset(e))
            {
                foreach (var pair in same)
                {
                    await RepairAsync(pair, e, cancellationToken);
                }
            }
            catch (RapidProException e) when (e.Kind is RapidProErrorKind.Permanent or RapidProErrorKind.NotFound)
            {
                // RapidPro refuses all when it refuses one, so each is sent individually.
                foreach (var pair in same)
                {
                    await TryAsync(pair, async () =>
                    {
                        await rapidPro.ActOnContactsAsync(same.Key, [pair.Contact!.Uuid], group, cancellationToken);
                        pair.ContactUpdated = true;
                    }, cancellationToken);
                }
            }
            catch (RapidProException e)
            {
                foreach (var pair in same)
                {
                    pair.Fail(e);
                }
            }
        }
    }

    /// <summary>Creates and updates the contacts of a batch, as many at once as the client allows.</summary>
    public Task WriteAsync(IReadOnlyList<Pair> pairs, CancellationToken cancellationToken) =>
        Task.WhenAll(pairs
            .Where(p => p is { IsOpen: true, Plan.ContactWrite: not null })
            .Select(p => TryAsync(p, () => p.Contact is null ? CreateAsync(p, cancellationToken) : UpdateAsync(p, cancellationToken), cancellationToken)));

    /// <summary>Writes the registry's id into the contacts of new workers.</summary>
    public Task LinkAsync(IReadOnlyList<Pair> pairs, CancellationToken cancellationToken) =>
        Task.WhenAll(pairs.Where(p => p is { IsOpen: true, WorkerCreated: true }).Select(p => TryAsync(p, async () =>
        {
            var (type, id) = WorkerTypes.Split(p.Reference)!.Value;
            var link = new Dictionary<string, string?> { [ContactSnapshot.GlobalId] = id, [ContactSnapshot.EntityType] = type };
            var before = p.Contact!;
            var after = await rapidPro.UpdateContactAsync(before.Uuid, new ContactWrite { Fields = link }, cancellationToken);
            p.ContactUpdated = true;
            Accept(p, before, snapshot.Of(after), new HashSet<string>());
        }, cancellationToken)));

    private async Task CreateAsync(Pair pair, CancellationToken cancellationToken)
    {
        try
        {
            pair.Contact = snapshot.Of(await rapidPro.CreateContactAsync(pair.Plan!.ContactWrite!, cancellationToken));
            pair.ContactCreated = true;
            pair.IsEcho = true;
        }
        catch (RapidProException e) when (e.IsUrnTaken)
        {
            // Another contact has the number: from an earlier attempt whose answer was lost, or a contact that the poller has not shown
            // yet. Either way it is noted now, and the worker is processed again with it.
            await NoteOwnersAsync(pair.Plan!.ContactWrite!.Urns ?? [], cancellationToken);
            pair.Finish(ItemState.Retry, SyncCodes.NumberOfAnother, "A contact with the worker's number exists already.", TimeSpan.Zero);
        }
    }

    private async Task UpdateAsync(Pair pair, CancellationToken cancellationToken)
    {
        var before = pair.Contact!;
        var after = await rapidPro.UpdateContactAsync(before.Uuid, pair.Plan!.ContactWrite!, cancellationToken);
        pair.ContactUpdated = true;
        Accept(pair, before, snapshot.Of(after), pair.Plan.ContactChanges);
    }

    /// <summary>
    /// Takes the answer as the contact's new state, unless it shows a change that no sync has read yet: then only
    /// the written values are taken, so that the poller still sees the change.
    /// </summary>
    private void Accept(Pair pair, Contact before, Contact after, IReadOnlySet<string> written)
    {
        var unseen = ProfileComparer.Differences(contactToProfile.Map(before).Value, contactToProfile.Map(after).Value).Except(written).Any();
        pair.IsEcho = !unseen;
        pair.Contact = !unseen ? after : before with
        {
            Name = written.Contains(ProfileAttributes.Name) ? after.Name : before.Name,
            Language = written.Contains(ProfileAttributes.Language) ? after.Language : before.Language,
            Urns = written.Contains(ProfileAttributes.Numbers) || written.Contains(ProfileAttributes.WhatsApp) ? after.Urns : before.Urns,

            // A state that was read before this write lacks what was written, even if it has the change; the poller shows both.
            ModifiedOn = after.ModifiedOn?.AddTicks(-1) ?? before.ModifiedOn,
            Fields = after.Fields
                .Where(f => written.Contains(ProfileAttributes.Field(f.Key)) || f.Key is ContactSnapshot.GlobalId or ContactSnapshot.EntityType)
                .Concat(before.Fields.Where(f => !written.Contains(ProfileAttributes.Field(f.Key)) && f.Key is not (ContactSnapshot.GlobalId or ContactSnapshot.EntityType)))
                .ToDictionary(f => f.Key, f => f.Value),
        };
    }

    private async Task NoteOwnersAsync(IEnumerable<string> urns, CancellationToken cancellationToken)
    {
        foreach (var text in urns)
        {
            if (Urn.TryParse(text, out var urn) && await rapidPro.FindContactByUrnAsync(urn, cancellationToken) is { } owner)
            {
                await index.AddContactsAsync([snapshot.Of(owner)], cancellationToken);
            }
        }
    }

    private async Task TryAsync(Pair pair, Func<Task> write, CancellationToken cancellationToken)
    {
        try
        {
            await write();
        }
        catch (Exception e) when (e is RapidProException or TimeoutException)
        {
            if (e is RapidProException refusal && IsAboutAsset(refusal))
            {
                await RepairAsync(pair, refusal, cancellationToken);
                return;
            }

            // RapidPro did nothing when it refused the request or never got it: then nothing has to be looked for.
            pair.MayBeCreated |= pair.Contact is null && e is not RapidProException { MayHaveBeenDone: false };
            pair.Fail(e);
        }
    }

    private static bool IsAboutAsset(RapidProException e) =>
        e.IsUnknownField || e.IsUnknownGroup
        || (e.Kind == RapidProErrorKind.Permanent && !e.IsNonActiveContact && e.Errors.Any(error => error.Path.StartsWith("group", StringComparison.Ordinal)));

    /// <summary>The group or a field does not exist any more: it is created again, and the pair is retried without using up an attempt.</summary>
    private async Task RepairAsync(Pair pair, RapidProException refusal, CancellationToken cancellationToken)
    {
        const string Restored = "A group or contact field of mHero's was missing in RapidPro; the record is tried again.";
        var repair = await setup.RepairAsync(cancellationToken);
        switch (repair.Outcome)
        {
            case SetupRepairOutcome.Made or SetupRepairOutcome.Wait:
                pair.Finish(ItemState.Postponed, SyncCodes.AssetRestored, Restored, repair.Delay);
                break;
            case SetupRepairOutcome.Impossible:
                pair.Fail(FailureSignature.OfAsset(CircuitSide.RapidPro, repair.Code!, repair.Cause!), repair.Code!, repair.Cause!);
                break;
            default:
                // Created by another process a moment ago, or a refusal for another reason: the number of attempts limits the retries.
                pair.Retry(refusal, SyncCodes.AssetRestored, Restored, repair.Delay);
                break;
        }
    }
}
