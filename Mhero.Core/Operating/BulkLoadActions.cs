using Mhero.Core.Storage.Audit;
using Mhero.Core.Sync.Contacts.Bulk;

namespace Mhero.Core.Operating;

/// <summary>An operator's actions on bulk loads. Each is in the audit log before it is done.</summary>
public sealed class BulkLoadActions
{
    private const string Item = "bulk-load";

    private readonly BulkLoads _loads;
    private readonly IAuditLog _audit;

    internal BulkLoadActions(BulkLoads loads, IAuditLog audit) => (_loads, _audit) = (loads, audit);

    /// <summary>Orders a bulk load. One that has not ended is returned instead.</summary>
    /// <param name="threshold">The pending writes from which on it writes files; that of the settings if null.</param>
    /// <param name="by">The operator.</param>
    /// <param name="cancellationToken">Cancels; a repeat does no harm.</param>
    /// <returns>The load.</returns>
    public async Task<BulkLoad> StartAsync(int? threshold, Operator by, CancellationToken cancellationToken)
    {
        await _audit.WriteAsync(new AuditEntry(by, AuditActions.StartBulkLoad, Item) { Detail = threshold?.ToString(System.Globalization.CultureInfo.InvariantCulture) }, cancellationToken);
        return await _loads.StartAsync(threshold, cancellationToken);
    }

    /// <summary>Ends a bulk load: the contacts that were not seen in RapidPro are written one by one.</summary>
    /// <param name="by">The operator.</param>
    /// <param name="cancellationToken">Cancels; a repeat does no harm.</param>
    /// <returns>The load; null when there never was one.</returns>
    public async Task<BulkLoad?> ReleaseAsync(Operator by, CancellationToken cancellationToken)
    {
        if (await _loads.FindAsync(cancellationToken) is not { } load)
        {
            return null;
        }

        await _audit.WriteAsync(new AuditEntry(by, AuditActions.ReleaseBulkLoad, Item) { Before = load.State }, cancellationToken);
        return await _loads.ReleaseAsync(cancellationToken);
    }
}
