using System.Net.Http.Headers;
using Hl7.Fhir.Model;
using Mhero.Core.Fhir;
using Mhero.DevHost.Examples;
using Mhero.DevHost.Services;

namespace Mhero.DevHost.Run;

/// <summary>
/// Acts as the examples' other systems: POSTs their CommunicationRequests. One with a schedule is a reminder, and is sent
/// at once as well, so that the local run does not have to wait until Friday.
/// </summary>
internal sealed class ExampleMessages(Uri functions, string functionKey) : IDisposable
{
    private readonly HttpClient _http = new() { BaseAddress = new Uri(functions, "api/"), DefaultRequestHeaders = { { "x-functions-key", functionKey } } };

    /// <summary>The requests by which something was sent.</summary>
    public List<Guid> Sent { get; } = [];

    /// <summary>Sends what an example has to send.</summary>
    /// <param name="example">The example.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="LocalServiceException">mHero refused a request.</exception>
    public async System.Threading.Tasks.Task SendAsync(UseCaseExample example, CancellationToken cancellationToken)
    {
        foreach (var json in example.Requests)
        {
            using var body = new StringContent(json, new MediaTypeHeaderValue("application/fhir+json"));
            using var answer = await _http.PostAsync("fhir/CommunicationRequest", body, cancellationToken);
            var location = await AcceptedAsync(answer, example, cancellationToken);
            var request = JsonDocument.Parse(json).RootElement;
            if (request.TryGetProperty("extension", out var extensions) && extensions.EnumerateArray().Any(e => e.GetProperty("url").ValueEquals(MheroSystems.Schedule)))
            {
                using var reminder = await _http.PostAsync($"reminders/{location}", null, cancellationToken);
                location = await AcceptedAsync(reminder, example, cancellationToken);
            }

            Sent.Add(location);
        }
    }

    /// <summary>How many Communications of what was sent the registry has, by their status.</summary>
    /// <param name="fhir">The registry.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<IReadOnlyDictionary<string, long>> CountAsync(FhirGateway fhir, CancellationToken cancellationToken)
    {
        var counts = new SortedDictionary<string, long>(StringComparer.Ordinal);
        foreach (var id in Sent)
        {
            var request = (await fhir.SearchAsync(new FhirSearch("CommunicationRequest").Where("identifier", MheroSystems.Request, id.ToString()), cancellationToken)).Matches.Single();
            await foreach (var page in fhir.SearchPagesAsync(new FhirSearch("Communication").Where("based-on", $"CommunicationRequest/{request.Id}"), cancellationToken))
            {
                foreach (var communication in page.Matches.OfType<Communication>())
                {
                    var status = communication.StatusElement.JsonValue as string ?? "unknown";
                    counts[status] = counts.GetValueOrDefault(status) + 1;
                }
            }
        }

        return counts;
    }

    public void Dispose() => _http.Dispose();

    private static async Task<Guid> AcceptedAsync(HttpResponseMessage answer, UseCaseExample example, CancellationToken cancellationToken) =>
        answer.IsSuccessStatusCode && answer.Headers.Location is { } location
            ? Guid.Parse(location.OriginalString.Split('/')[^1])
            : throw new LocalServiceException($"mHero refused a request of examples/{example.Name} with {(int)answer.StatusCode}: {await answer.Content.ReadAsStringAsync(cancellationToken)}");
}
