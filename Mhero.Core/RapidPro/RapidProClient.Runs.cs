using Mhero.Core.RapidPro.Http;
using Mhero.Core.RapidPro.Json;
using Mhero.Core.RapidPro.Model;

namespace Mhero.Core.RapidPro;

public sealed partial class RapidProClient
{
    /// <summary>
    /// All pages of runs, each read when it is asked for. A subflow's answers are a run of their own, under the subflow.
    /// The way through the nodes is not asked for: it is most of what a run weighs.
    /// </summary>
    /// <param name="query">Which runs; the same for every page of a crawl.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="RapidProException">Permanent when the query names a flow and a contact.</exception>
    public IAsyncEnumerable<Page<FlowRun>> GetRunPagesAsync(RunQuery query, CancellationToken cancellationToken = default) =>
        _pipeline.GetPagesAsync(RapidProEndpoint.Runs, Parameters(query), RapidProJson.Default.PageBodyFlowRun, cancellationToken);

    /// <summary>The run with this UUID; null when it is unknown, deleted or moved to the archives.</summary>
    public async Task<FlowRun?> FindRunAsync(Guid uuid, CancellationToken cancellationToken = default)
    {
        var page = await _pipeline.GetPageAsync(
            RapidProEndpoint.Runs, Parameters(new RunQuery { Uuid = uuid, Reverse = false }), null, RapidProJson.Default.PageBodyFlowRun, cancellationToken);
        return page.Results.FirstOrDefault(run => run.Uuid == uuid);
    }

    private static string Parameters(RunQuery query)
    {
        QueryString parameters = default;
        parameters.Add("after", query.After);
        parameters.Add("before", query.Before);
        parameters.Add("flow", query.Flow?.ToString());
        parameters.Add("contact", query.Contact?.ToString());
        parameters.Add("uuid", query.Uuid?.ToString());
        parameters.Add("reverse", query.Reverse);
        parameters.Add("paths", "false");
        return parameters.ToString();
    }
}
