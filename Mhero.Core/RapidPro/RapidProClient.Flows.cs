using Mhero.Core.RapidPro.Http;
using Mhero.Core.RapidPro.Json;
using Mhero.Core.RapidPro.Model;

namespace Mhero.Core.RapidPro;

public sealed partial class RapidProClient
{
    /// <summary>All pages of flows, each read when it is asked for; archived flows among them.</summary>
    /// <param name="query">Which flows.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public IAsyncEnumerable<Page<Flow>> GetFlowPagesAsync(FlowQuery query, CancellationToken cancellationToken = default) =>
        pipeline.GetPagesAsync(RapidProEndpoint.Flows, Parameters(query), RapidProJson.Default.PageBodyFlow, cancellationToken);

    /// <summary>The flow with this UUID; null when it is unknown or deleted.</summary>
    public async Task<Flow?> FindFlowAsync(Guid uuid, CancellationToken cancellationToken = default)
    {
        Page<Flow> page = await pipeline.GetPageAsync(
            RapidProEndpoint.Flows, Parameters(new FlowQuery { Uuid = uuid }), null, RapidProJson.Default.PageBodyFlow, cancellationToken);
        return page.Results.FirstOrDefault(flow => flow.Uuid == uuid);
    }

    private static string Parameters(FlowQuery query)
    {
        QueryString parameters = default;
        parameters.Add("after", query.After);
        parameters.Add("uuid", query.Uuid?.ToString());
        return parameters.ToString();
    }
}
