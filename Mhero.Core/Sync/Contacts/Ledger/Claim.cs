namespace Mhero.Core.Sync.Contacts.Ledger;

/// <summary>How long a batch's claim on a ledger row keeps others away.</summary>
internal static class Claim
{
    /// <summary>Longer than a batch takes to write; a process that died in between released nothing.</summary>
    private static readonly TimeSpan Age = TimeSpan.FromMinutes(1);

    /// <summary>Whether a claim made at <paramref name="claimedAt"/> is still to be respected.</summary>
    public static bool Holds(DateTimeOffset? claimedAt, DateTimeOffset now) => now - claimedAt < Age;
}
