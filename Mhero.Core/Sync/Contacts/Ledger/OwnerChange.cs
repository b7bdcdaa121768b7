namespace Mhero.Core.Sync.Contacts.Ledger;

/// <summary>A change of ownership: a worker or contact has, or no longer has, a number or business identifier.</summary>
/// <param name="Key">The ledger key of the number or identifier.</param>
/// <param name="Worker">The worker's reference, if it is a worker.</param>
/// <param name="Contact">The contact's UUID, if it is a contact.</param>
/// <param name="Has">True when it has it, false when it no longer does.</param>
internal sealed record OwnerChange(string Key, string? Worker, Guid? Contact, bool Has)
{
    /// <summary>When a worker lost the number (UTC); null when that is not to be remembered.</summary>
    public DateTimeOffset? LostAt { get; init; }

    /// <summary>The row after the change; the same instance when it has the change already.</summary>
    public NumberRow ApplyTo(NumberRow row)
    {
        if (Worker is not null && row.Workers.Contains(Worker) != Has)
        {
            row = row with { Workers = Has ? [.. row.Workers, Worker] : [.. row.Workers.Where(w => w != Worker)] };
            row = Has ? row with { Former = null, FormerUntil = null } : LostAt is null ? row : row with { Former = Worker, FormerUntil = LostAt };
        }

        if (Contact is { } uuid && row.Contacts.Contains(uuid) != Has)
        {
            row = row with { Contacts = Has ? [.. row.Contacts, uuid] : [.. row.Contacts.Where(c => c != uuid)] };
        }

        return row;
    }
}
