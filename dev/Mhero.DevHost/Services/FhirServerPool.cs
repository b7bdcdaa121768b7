namespace Mhero.DevHost.Services;

/// <summary>One child process that holds many FHIR R4 servers in memory, each with its own address and data, for tests.</summary>
public sealed class FhirServerPool : IAsyncDisposable
{
    private readonly NodeProcess _process;
    private readonly HttpClient _http;

    private FhirServerPool(NodeProcess process, Uri address) => (_process, _http) = (process, new HttpClient { BaseAddress = address });

    /// <summary>Starts the process. <see cref="NodeModules.EnsureAsync"/> comes first.</summary>
    /// <exception cref="LocalServiceException">It did not start; the message holds its output.</exception>
    public static async Task<FhirServerPool> StartAsync()
    {
        var (process, address) = await FhirServerProcess.StartScriptAsync("fhir-servers.mjs", [], CancellationToken.None);
        return new FhirServerPool(process, address);
    }

    /// <summary>Opens a server without data.</summary>
    /// <param name="profile">Which server it behaves as.</param>
    public async Task<PooledFhirServer> OpenAsync(FhirServerProfile profile = FhirServerProfile.Default)
    {
        using var answer = await _http.PostAsync(new Uri($"?profile={FhirServerProcess.NameOf(profile)}", UriKind.Relative), null);
        answer.EnsureSuccessStatusCode();
        return new PooledFhirServer(_http, new Uri(await answer.Content.ReadAsStringAsync()));
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        _http.Dispose();
        return _process.DisposeAsync();
    }
}
