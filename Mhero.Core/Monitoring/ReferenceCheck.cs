using Mhero.Core.Messaging;

namespace Mhero.Core.Monitoring;

/// <summary>Checks the flows and groups of RapidPro that settings and Questionnaires name.</summary>
internal sealed class ReferenceCheck(FlowReferences flows, GroupReferences groups)
{
    /// <summary>Checks them; the answers of both sides are remembered for a while.</summary>
    /// <param name="cancellationToken">Cancels the checks.</param>
    public async Task<(IReadOnlyList<FlowIssue> Flows, IReadOnlyList<GroupIssue> Groups)> ReadAsync(CancellationToken cancellationToken) =>
        (await flows.CheckAsync(withRegistry: true, cancellationToken), await groups.CheckAsync(cancellationToken));
}
