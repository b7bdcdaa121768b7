using System.Diagnostics.Metrics;

namespace Mhero.Core.RapidPro.Http;

/// <summary>
/// Counts the requests that RapidPro answered, as <c>mhero.rapidpro.requests</c> with the endpoint and the status. RapidPro does not report how
/// much of its quota (2,500 requests an hour and scope by default) is left, so the sum over an hour shows the use.
/// </summary>
internal sealed class RapidProRequestCounter : DelegatingHandler
{
    /// <summary>The counter's name.</summary>
    public const string Name = "mhero.rapidpro.requests";

    private readonly Counter<long> _requests;

    public RapidProRequestCounter(IMeterFactory meters) =>
        _requests = meters.Create("Mhero").CreateCounter<long>(Name, "{request}", "Requests that RapidPro answered");

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var response = await base.SendAsync(request, cancellationToken);
        _requests.Add(1, new("endpoint", Endpoint(request.RequestUri)), new("status", (int)response.StatusCode));
        return response;
    }

    private static string Endpoint(Uri? address) => Path.GetFileNameWithoutExtension(address?.AbsolutePath.TrimEnd('/')) is { Length: > 0 } name ? name : "root";
}
