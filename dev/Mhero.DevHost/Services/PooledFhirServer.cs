namespace Mhero.DevHost.Services;

/// <summary>A FHIR server of a <see cref="FhirServerPool"/>. Disposing of it closes its port and removes its data.</summary>
public sealed class PooledFhirServer : IAsyncDisposable
{
    private readonly HttpClient _control;

    internal PooledFhirServer(HttpClient control, Uri baseUrl) => (_control, BaseUrl) = (control, baseUrl);

    /// <summary>The FHIR base.</summary>
    public Uri BaseUrl { get; }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        using var answer = await _control.DeleteAsync(new Uri(BaseUrl.Port.ToString(CultureInfo.InvariantCulture), UriKind.Relative));
        answer.EnsureSuccessStatusCode();
    }
}
