using Mhero.Core.Caching.InMemory;

namespace Mhero.Core.Fhir;

/// <summary>Keeps a token until shortly before it expires. Callers that come while one is fetched wait for that one.</summary>
internal sealed class TokenCache(Func<CancellationToken, Task<FhirToken>> fetch, TimeProvider clock) : IDisposable
{
    private static readonly TimeSpan Margin = TimeSpan.FromMinutes(2);

    private readonly BoundedCache<int, FhirToken> _token = new(clock, 1, token =>
    {
        // A token of five minutes is not to be renewed at each request.
        var life = token.ExpiresOn - clock.GetUtcNow();
        return life - (life / 5 < Margin ? life / 5 : Margin);
    });

    public async Task<string> GetAsync(CancellationToken cancellationToken) =>
        (await _token.GetAsync(0, () => fetch(CancellationToken.None), cancellationToken)).Value;

    /// <summary>Forgets a token that the server refused, unless another one has taken its place already.</summary>
    public void Forget(string refused)
    {
        if (_token.TryGet(0, out var token) && token.Value == refused)
        {
            _token.Remove(0);
        }
    }

    /// <summary>Keeps the token no longer.</summary>
    public void Dispose() => _token.Remove(0);
}
