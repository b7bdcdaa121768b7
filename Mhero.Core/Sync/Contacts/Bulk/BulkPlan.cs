using Mhero.Core.Mapping.Profiles;
using Mhero.Core.RapidPro.Model;
using Mhero.Core.Sync.Contacts.Batches;
using Mhero.Core.Sync.Contacts.Messages;

namespace Mhero.Core.Sync.Contacts.Bulk;

/// <summary>Decides which planned writes a spreadsheet can carry, and makes their rows. Pure.</summary>
internal static class BulkPlan
{
    /// <summary>In a cell, RapidPro's word for "clear the value". No value may be this.</summary>
    public const string Clear = "--";

    /// <summary>How many rows of earlier loads are kept.</summary>
    private const int EarlierRows = 3;

    /// <summary>The most columns for addresses of one kind.</summary>
    private const int MaxAddresses = 4;

    /// <summary>
    /// Whether the import can do all that is planned for the contact: a new contact, or new values of an existing one. It cannot replace the URNs of a
    /// contact, and what needs a person or the registry is left to the single write.
    /// </summary>
    /// <param name="pair">The pair, planned.</param>
    public static bool Fits(Pair pair) =>
        pair is { IsOpen: true, Reference: not null, SideReview: null, Plan: { ContactWrite: { } write, WorkerUpdate: null, Conflicts.Count: 0, RegistryChanges.Count: 0 }, Item: { Deleted: false, Decision: null } }
        && (pair.Contact is null ? FitsNew(write) : FitsUpdate(pair, write))
        && !Values(write).Contains(Clear);

    /// <summary>The row of a planned write.</summary>
    /// <param name="pair">A pair whose plan <see cref="Fits"/>.</param>
    /// <param name="load">The bulk load.</param>
    /// <param name="now">When it is planned (UTC).</param>
    public static BulkRow RowOf(Pair pair, string load, DateTimeOffset now)
    {
        var write = pair.Plan!.ContactWrite!;
        var attributes = new List<string>();
        if (write.Name.IsSet)
        {
            attributes.Add(ProfileAttributes.Name);
        }

        if (write.Language.IsSet)
        {
            attributes.Add(ProfileAttributes.Language);
        }

        if (write.Urns?.Any(u => u.StartsWith(Tel, StringComparison.Ordinal)) is true)
        {
            attributes.Add(ProfileAttributes.Numbers);
        }

        if (write.Urns?.Any(u => u.StartsWith(WhatsApp, StringComparison.Ordinal)) is true)
        {
            attributes.Add(ProfileAttributes.WhatsApp);
        }

        var fields = write.Fields ?? new Dictionary<string, string?>();
        attributes.AddRange(fields.Keys.Where(k => k is not (ContactSnapshot.GlobalId or ContactSnapshot.EntityType)).Select(ProfileAttributes.Field));
        return new BulkRow
        {
            Load = load,
            Contact = pair.Contact?.Uuid,
            Registry = pair.Plan.Registry,
            Attributes = attributes,
            Name = write.Name.Value,
            Language = write.Language.Value,
            Urns = write.Urns ?? [],
            Fields = new Dictionary<string, string?>(fields, StringComparer.Ordinal),
            PlannedAt = now,
            PlannedFrom = PlannedFrom(pair, load),
            Touched = TouchedBy(pair, load),
            Earlier = EarlierOf(pair, load),
        };
    }

    /// <summary>A row that no file gets: the worker's writes wait for the end of the load.</summary>
    public static BulkRow LeftOut(Pair pair, string load, DateTimeOffset now) =>
        new()
        {
            Load = load,
            Contact = pair.Contact?.Uuid,
            LeftOut = true,
            PlannedAt = now,
            Touched = TouchedBy(pair, load),
            Earlier = EarlierOf(pair, load),
        };

    /// <summary>The contact as the import of a row makes it, as far as the row says.</summary>
    /// <param name="row">The row.</param>
    public static Contact ContactOf(BulkRow row) => new()
    {
        Uuid = row.Contact ?? Guid.Empty,
        Name = row.Name,
        Language = row.Language,
        Urns = row.Urns,
        Fields = new Dictionary<string, string?>(row.Fields),
    };

    /// <summary>The columns that a row fills.</summary>
    /// <param name="row">The row.</param>
    /// <param name="so">The columns that other rows fill.</param>
    public static BulkColumns ColumnsWith(BulkRow row, BulkColumns so)
    {
        var columns = so with
        {
            Tel = Math.Max(so.Tel, row.Urns.Count(u => u.StartsWith(Tel, StringComparison.Ordinal))),
            WhatsApp = Math.Max(so.WhatsApp, row.Urns.Count(u => u.StartsWith(WhatsApp, StringComparison.Ordinal))),
            Uuid = so.Uuid || row.Contact is not null,
            Name = so.Name || row.Attributes.Contains(ProfileAttributes.Name),
            Language = so.Language || row.Attributes.Contains(ProfileAttributes.Language),
        };
        return row.Fields.Keys.All(so.Fields.Contains) ? columns : columns with { Fields = [.. so.Fields.Union(row.Fields.Keys).Order(StringComparer.Ordinal)] };
    }

    private const string Tel = RapidPro.Urn.Tel + ":";
    private const string WhatsApp = RapidPro.Urn.WhatsApp + ":";

    // The ledger does not take the change of a contact whose write is collected: it is read again at the end of the load.
    private static Guid? TouchedBy(Pair pair, string load) =>
        pair.Item.Worker is null && pair.Contact is { } contact ? contact.Uuid : pair.Bulk?.Row is { } row && row.Load == load ? row.Touched : null;

    private static DateTimeOffset? PlannedFrom(Pair pair, string load) =>
        pair.Bulk?.Row is { } row && row.Load == load && row.PlannedFrom > pair.Contact?.ModifiedOn ? row.PlannedFrom : pair.Contact?.ModifiedOn;

    // A row that is planned a second time in one load was in no file.
    private static BulkRow? EarlierOf(Pair pair, string load) =>
        pair.Bulk?.Row is not { } row ? null : row.Load == load && row.File is null ? row.Earlier : row.Kept(EarlierRows - 1);

    // A contact that is linked only now is not the import's to change: a person may have to be asked first.
    private static bool FitsUpdate(Pair pair, ContactWrite write) =>
        write.Urns is null && pair.ContactRow?.Row.Worker == pair.Reference && pair.WorkerRow?.Row.Contact == pair.Contact!.Uuid;

    private static bool FitsNew(ContactWrite write) =>
        write.Urns is { Count: > 0 } urns
        && urns.Count(u => u.StartsWith(Tel, StringComparison.Ordinal)) is var tel and <= MaxAddresses
        && urns.Count(u => u.StartsWith(WhatsApp, StringComparison.Ordinal)) is var whatsApp and <= MaxAddresses
        && tel + whatsApp == urns.Count;

    private static IEnumerable<string?> Values(ContactWrite write) => (write.Fields?.Values ?? []).Append(write.Name.Value).Append(write.Language.Value).Select(v => v?.Trim());
}
