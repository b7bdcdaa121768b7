using Mhero.Core.RapidPro.Http;
using Mhero.Core.RapidPro.Json;
using Mhero.Core.RapidPro.Model;

namespace Mhero.Core.RapidPro;

public sealed partial class RapidProClient
{
    /// <summary>
    /// Starts contacts in a flow. Sent once: when <see cref="RapidProException.MayHaveBeenDone"/>, look for the runs of such a
    /// start before trying again.
    /// </summary>
    /// <param name="start">The contacts, the flow and the options.</param>
    /// <param name="cancellationToken">Stops it; the contacts may have been started anyway.</param>
    /// <returns>The start, which is pending. It stays so while mailroom is down, and is done when mailroom is back.</returns>
    /// <exception cref="ArgumentException">The list of contacts is empty or too long; nothing was sent.</exception>
    /// <exception cref="RapidProException">Permanent when the flow or a contact is unknown: no contact is started then.</exception>
    public Task<FlowStart> CreateFlowStartAsync(FlowStartWrite start, CancellationToken cancellationToken = default)
    {
        FlowStartBody body = new(
            start.Flow,
            Recipients(start.Contacts, FlowStartWrite.MaxContacts),
            start.Params.Count == 0 ? null : start.Params,
            start.RestartParticipants,
            start.ExcludeActive);
        return SendAsync(
            RapidProRequest.Send(RapidProEndpoint.FlowStarts, JsonSerializer.SerializeToUtf8Bytes(body, RapidProJson.Default.FlowStartBody)),
            RapidProJson.Default.FlowStart,
            cancellationToken);
    }

    /// <summary>The flow start with this UUID; null when it is unknown.</summary>
    public async Task<FlowStart?> FindFlowStartAsync(Guid uuid, CancellationToken cancellationToken = default)
    {
        QueryString parameters = default;
        parameters.Add("uuid", uuid.ToString());
        var page = await _pipeline.GetPageAsync(
            RapidProEndpoint.FlowStarts, parameters.ToString(), null, RapidProJson.Default.PageBodyFlowStart, cancellationToken);
        return page.Results.FirstOrDefault(start => start.Uuid == uuid);
    }

    /// <summary>All pages of flow starts, oldest change first, so that one that changes during the crawl comes twice and is not missed.</summary>
    /// <param name="after">Only starts changed at this time or later (inclusive, to the microsecond); null for all.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public IAsyncEnumerable<Page<FlowStart>> GetFlowStartPagesAsync(DateTimeOffset? after, CancellationToken cancellationToken = default)
    {
        QueryString parameters = default;
        parameters.Add("after", after);
        parameters.Add("reverse", true);
        return _pipeline.GetPagesAsync(RapidProEndpoint.FlowStarts, parameters.ToString(), RapidProJson.Default.PageBodyFlowStart, cancellationToken);
    }
}
