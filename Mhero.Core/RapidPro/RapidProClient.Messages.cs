using Mhero.Core.RapidPro.Http;
using Mhero.Core.RapidPro.Json;
using Mhero.Core.RapidPro.Model;

namespace Mhero.Core.RapidPro;

public sealed partial class RapidProClient
{
    /// <summary>All pages of messages, newest first, each read when it is asked for.</summary>
    /// <param name="query">Which messages; the same for every page of a crawl.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="RapidProException">Permanent when the query names two of folder, contact and broadcast.</exception>
    public IAsyncEnumerable<Page<Message>> GetMessagePagesAsync(MessageQuery query, CancellationToken cancellationToken = default) =>
        _pipeline.GetPagesAsync(RapidProEndpoint.Messages, Parameters(query), RapidProJson.Default.PageBodyMessage, cancellationToken);

    private static string Parameters(MessageQuery query)
    {
        QueryString parameters = default;
        parameters.Add("after", query.After);
        parameters.Add("before", query.Before);
        parameters.Add("folder", query.Folder);
        parameters.Add("contact", query.Contact?.ToString());
        parameters.Add("broadcast", query.Broadcast?.ToString(CultureInfo.InvariantCulture));
        return parameters.ToString();
    }
}
