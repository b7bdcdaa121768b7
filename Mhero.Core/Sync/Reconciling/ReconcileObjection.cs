namespace Mhero.Core.Sync.Reconciling;

/// <summary>Says why a full reconcile must not go on.</summary>
internal static class ReconcileObjection
{
    /// <summary>The reason, when too many of a side's records are gone; null when there is none.</summary>
    /// <param name="progress">How far it is.</param>
    public static string? To(ReconcileProgress progress) =>
        progress.Contacts.IsTooMuch ? TooMany(progress.Contacts, "contacts", "RapidPro", "Mhero__RapidPro__BaseUrl, the token and its workspace")
        : progress.Workers.IsTooMuch ? TooMany(progress.Workers, "workers", "the registry", "Mhero__Fhir__BaseUrl and its partition or tenant")
        : null;

    private static string TooMany(PresenceCounts counts, string records, string side, string settings) => string.Create(
        CultureInfo.InvariantCulture,
        $"{SyncCodes.TooManyGone}: {side} does not have {counts.Gone} of the {counts.All} {records} that were looked at, and no deletion was handled. Check {settings}, and whether a database was restored. If people deleted them: POST sync/contacts?full=true&confirm=true, or mhero sync contacts --full --confirm.");
}
