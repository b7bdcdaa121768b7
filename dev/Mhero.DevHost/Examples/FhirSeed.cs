using System.Net.Http.Headers;
using Mhero.DevHost.Services;

namespace Mhero.DevHost.Examples;

/// <summary>Puts resources from files into a FHIR server.</summary>
internal sealed class FhirSeed(Uri fhirBase) : IDisposable
{
    // The server takes the ids of seeds whatever profile it has.
    private readonly HttpClient _http = new() { DefaultRequestHeaders = { { "X-Mhero-Seed", "true" } } };

    /// <summary>Sends a transaction.</summary>
    /// <param name="file">The file that holds it.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>Where the entries' resources are (<c>Practitioner/…</c>).</returns>
    /// <exception cref="LocalServiceException">The server refused an entry.</exception>
    public async Task<IReadOnlyList<string>> SendAsync(string file, CancellationToken cancellationToken)
    {
        using var body = new StreamContent(File.OpenRead(file));
        body.Headers.ContentType = new MediaTypeHeaderValue("application/fhir+json");
        using var answer = await _http.PostAsync(fhirBase, body, cancellationToken);
        if (!answer.IsSuccessStatusCode)
        {
            throw new LocalServiceException($"The FHIR server refused {file} with {(int)answer.StatusCode}.");
        }

        await using var stream = await answer.Content.ReadAsStreamAsync(cancellationToken);
        using var bundle = await JsonDocument.ParseAsync(stream, cancellationToken: cancellationToken);
        var answers = bundle.RootElement.GetProperty("entry").EnumerateArray().Select(entry => entry.GetProperty("response")).ToList();
        var refused = answers.Count(response => response.GetProperty("status").GetString() is not ['2', ..]);
        return refused == 0
            ? answers.ConvertAll(response => response.GetProperty("location").GetString()!)
            : throw new LocalServiceException($"The FHIR server refused {refused} of {answers.Count} entries of {file}.");
    }

    /// <summary>Puts one canonical resource, replacing the one with its url.</summary>
    /// <param name="file">The file that holds it.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="LocalServiceException">The server refused it.</exception>
    public async Task PutCanonicalAsync(string file, CancellationToken cancellationToken)
    {
        var resource = JsonNode.Parse(await File.ReadAllTextAsync(file, cancellationToken))!.AsObject();

        // Its id in the file is for readers of the file; the server chooses ids.
        resource.Remove("id");
        var slash = fhirBase.AbsoluteUri.EndsWith('/') ? "" : "/";
        var target = $"{fhirBase.AbsoluteUri}{slash}{resource["resourceType"]}?url={Uri.EscapeDataString(resource["url"]!.GetValue<string>())}";
        using var body = new StringContent(resource.ToJsonString(), new MediaTypeHeaderValue("application/fhir+json"));
        using var answer = await _http.PutAsync(new Uri(target), body, cancellationToken);
        if (!answer.IsSuccessStatusCode)
        {
            throw new LocalServiceException($"The FHIR server refused {file} with {(int)answer.StatusCode}.");
        }
    }

    public void Dispose() => _http.Dispose();
}
