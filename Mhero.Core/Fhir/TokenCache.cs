namespace Mhero.Core.Fhir;

/// <summary>Keeps a token until shortly before it expires. Callers that come while one is fetched wait for that one.</summary>
internal sealed class TokenCache(Func<CancellationToken, Task<FhirToken>> fetch, TimeProvider clock) : IDisposable
{
    private static readonly TimeSpan Margin = TimeSpan.FromMinutes(2);

    private readonly SemaphoreSlim _gate = new(1, 1);
    private FhirToken? _current;
    private DateTimeOffset _renewAt;

    public async Task<string> GetAsync(CancellationToken cancellationToken)
    {
        if (Valid() is { } token)
        {
            return token.Value;
        }

        await _gate.WaitAsync(cancellationToken);
        try
        {
            if (Valid() is { } renewed)
            {
                return renewed.Value;
            }

            var now = clock.GetUtcNow();
            var fresh = await fetch(cancellationToken);
            // A token of five minutes is not to be renewed at each request.
            var fifth = (fresh.ExpiresOn - now) / 5;
            _renewAt = fresh.ExpiresOn - (fifth < Margin ? fifth : Margin);
            _current = fresh;
            return fresh.Value;
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <summary>Forgets a token that the server refused, unless another one has taken its place already.</summary>
    public void Forget(string refused)
    {
        if (_current?.Value == refused)
        {
            _current = null;
        }
    }

    public void Dispose() => _gate.Dispose();

    private FhirToken? Valid() => _current is { } token && clock.GetUtcNow() < _renewAt ? token : null;
}
