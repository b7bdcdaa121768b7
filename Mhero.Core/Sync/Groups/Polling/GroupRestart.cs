using Mhero.Core.Storage.Tables;
using Mhero.Core.Sync.Engine;
using Mhero.Core.Sync.Engine.Polling;
using Mhero.Core.Sync.Groups.Ledger;

namespace Mhero.Core.Sync.Groups.Polling;

/// <summary>Has the next reading of the groups look at every worker, every contact and every member.</summary>
internal sealed class GroupRestart(GroupLedger ledger, ChangePoller poller, [FromKeyedServices(SyncKinds.Groups)] ISync sync)
{
    /// <summary>Rules that no setting has, so that all workers are held against the rules again.</summary>
    private const string NoRules = "?";

    /// <summary>Forgets how far the groups were read, and orders their reading; does nothing where groups were never read. The rows stay, so that what changed on the side that does not own a group is put back.</summary>
    /// <param name="cancellationToken">Cancels; a repeat does no harm.</param>
    public async Task RestartAsync(CancellationToken cancellationToken)
    {
        var (state, version) = await ledger.ReadStateAsync(cancellationToken);
        if (version is null)
        {
            return;
        }

        await poller.ResetAsync(MemberPoller.Name, cancellationToken);
        await ledger.TryWriteStateAsync(state with { Rules = NoRules, Lists = new Dictionary<string, string>() }, Document.AnyVersion, cancellationToken);
        await sync.OrderAsync(SyncKinds.Groups, null, cancellationToken);
    }
}
