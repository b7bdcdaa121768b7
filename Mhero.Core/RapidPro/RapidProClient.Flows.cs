using Mhero.Core.RapidPro.Flows;
using Mhero.Core.RapidPro.Http;
using Mhero.Core.RapidPro.Json;
using Mhero.Core.RapidPro.Model;

namespace Mhero.Core.RapidPro;

public sealed partial class RapidProClient
{
    // Each takes 42 characters of the address, and web servers take some 4,000.
    private const int MaxFlowsPerRequest = 50;
    private int _missingDefinitionsLogged;

    /// <summary>All pages of flows, each read when it is asked for; archived flows among them.</summary>
    /// <param name="query">Which flows.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public IAsyncEnumerable<Page<Flow>> GetFlowPagesAsync(FlowQuery query, CancellationToken cancellationToken = default) =>
        _pipeline.GetPagesAsync(RapidProEndpoint.Flows, Parameters(query), RapidProJson.Default.PageBodyFlow, cancellationToken);

    /// <summary>The flow with this UUID; null when it is unknown or deleted.</summary>
    public async Task<Flow?> FindFlowAsync(Guid uuid, CancellationToken cancellationToken = default)
    {
        var page = await _pipeline.GetPageAsync(
            RapidProEndpoint.Flows, Parameters(new FlowQuery { Uuid = uuid }), null, RapidProJson.Default.PageBodyFlow, cancellationToken);
        return page.Results.FirstOrDefault(flow => flow.Uuid == uuid);
    }

    /// <summary>
    /// How flows work, fifty to a request. RapidPro calls this endpoint deprecated, so it may be gone; a flow's list entry
    /// has its results all the same.
    /// </summary>
    /// <param name="flows">The flows' UUIDs; for an empty list no request is sent. Unknown ones are absent from the answer.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>
    /// The definitions, and the flows whose definition cannot be read; null when the server has no such endpoint. A wrong
    /// base address can look the same here, but then the other endpoints fail too.
    /// </returns>
    public async Task<FlowExport?> GetDefinitionsAsync(IReadOnlyList<Guid> flows, CancellationToken cancellationToken = default)
    {
        FlowExport all = new(null, null, [], []);
        foreach (var part in flows.Distinct().Chunk(MaxFlowsPerRequest))
        {
            QueryString parameters = default;
            foreach (var flow in part)
            {
                parameters.Add("flow", flow.ToString());
            }

            parameters.Add("dependencies", "none");
            try
            {
                var request = RapidProRequest.Get(RapidProEndpoint.Definitions, parameters.ToString());
                var export = await SendAsync(request, RapidProJson.Default.FlowExport, cancellationToken);
                all = new FlowExport(export.Version, export.Site, [.. all.Flows, .. export.Flows], [.. all.Refused, .. export.Refused]);
            }
            catch (RapidProException error) when (error.Status is 404 or 410)
            {
                if (Interlocked.Exchange(ref _missingDefinitionsLogged, 1) == 0)
                {
                    LogNoDefinitions(logger, error.Status);
                }

                return null;
            }
        }

        return all;
    }

    private static string Parameters(FlowQuery query)
    {
        QueryString parameters = default;
        parameters.Add("after", query.After);
        parameters.Add("uuid", query.Uuid?.ToString());
        return parameters.ToString();
    }

    [LoggerMessage(1003, LogLevel.Information, "RapidPro has no flow definitions to give (HTTP {Status}); flows are known by their results alone.")]
    private static partial void LogNoDefinitions(ILogger logger, int? status);
}
