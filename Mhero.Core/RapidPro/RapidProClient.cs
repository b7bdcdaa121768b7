using System.Text.Json.Serialization.Metadata;
using Mhero.Core.RapidPro.Http;
using Mhero.Core.RapidPro.Json;
using Mhero.Core.RapidPro.Model;

namespace Mhero.Core.RapidPro;

/// <summary>
/// RapidPro's and TextIt's API v2, versions 7.4 to 26.3. Safe for many threads; one for the whole process, since the
/// limit on requests under way and the memory of a used-up quota are its own. Every method throws
/// <see cref="RapidProException"/> when RapidPro or the way to it fails. Reads, updates by UUID and actions are repeated
/// on passing failures; creates are sent once.
/// </summary>
/// <param name="http">Used for its handler; address, token and time limit come from the options.</param>
/// <param name="options">Where and how.</param>
/// <param name="time">The clock for waits and time limits.</param>
/// <param name="logger">Logs repeats and a used-up quota; never personal data.</param>
/// <param name="random">The source of jitter; null for the process's own.</param>
public sealed partial class RapidProClient(HttpClient http, IOptions<RapidProOptions> options, TimeProvider time, ILogger<RapidProClient> logger, Random? random = null)
{
    private readonly RapidProPipeline _pipeline = new(http, options.Value, time, logger, random);

    /// <summary>The workspace that the token belongs to.</summary>
    public Task<Workspace> GetWorkspaceAsync(CancellationToken cancellationToken = default) =>
        SendAsync(RapidProRequest.Get(RapidProEndpoint.Workspace), RapidProJson.Default.Workspace, cancellationToken);

    private async Task<T> SendAsync<T>(RapidProRequest request, JsonTypeInfo<T> shape, CancellationToken cancellationToken)
        where T : class => (await _pipeline.SendAsync(request, shape, cancellationToken)).Value;
}
