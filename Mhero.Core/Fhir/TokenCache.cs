namespace Mhero.Core.Fhir;

/// <summary>Keeps a token until shortly before it expires. Callers that come while one is fetched wait for that one.</summary>
internal sealed class TokenCache(Func<CancellationToken, Task<FhirToken>> fetch, TimeProvider clock) : IDisposable
{
    private static readonly TimeSpan Margin = TimeSpan.FromMinutes(2);

    private readonly SemaphoreSlim gate = new(1, 1);
    private FhirToken? current;
    private DateTimeOffset renewAt;

    public async Task<string> GetAsync(CancellationToken cancellationToken)
    {
        if (Valid() is { } token)
        {
            return token.Value;
        }

        await gate.WaitAsync(cancellationToken);
        try
        {
            if (Valid() is { } meanwhile)
            {
                return meanwhile.Value;
            }

            DateTimeOffset now = clock.GetUtcNow();
            FhirToken fresh = await fetch(cancellationToken);
            // A token of five minutes is not to be renewed at each request.
            TimeSpan fifth = (fresh.ExpiresOn - now) / 5;
            renewAt = fresh.ExpiresOn - (fifth < Margin ? fifth : Margin);
            current = fresh;
            return fresh.Value;
        }
        finally
        {
            gate.Release();
        }
    }

    /// <summary>Forgets a token that the server refused, unless another one has taken its place already.</summary>
    public void Forget(string refused)
    {
        if (current?.Value == refused)
        {
            current = null;
        }
    }

    public void Dispose() => gate.Dispose();

    private FhirToken? Valid() => current is { } token && clock.GetUtcNow() < renewAt ? token : null;
}
