using Mhero.Functions.Console.Access;
using Mhero.Functions.Console.Routing;

namespace Mhero.Functions.Console.Pages.BulkLoads;

/// <summary>The last bulk load: its progress, its files and the steps of the import.</summary>
/// <param name="loads">The bulk loads.</param>
public sealed class BulkLoadRoute(Core.Sync.Contacts.Bulk.BulkLoads loads) : ConsoleRoute("syncs/bulk-load", ConsoleRole.Reader)
{
    /// <inheritdoc/>
    public override async Task<ConsoleAnswer> AnswerAsync(ConsoleRequest request, CancellationToken cancellationToken) =>
        ConsoleAnswer.Page<BulkLoadPage>("bulk-load.title", new BulkLoadView(await loads.FindAsync(cancellationToken), await loads.InstructionsAsync(cancellationToken)));
}
