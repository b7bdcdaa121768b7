using System.Net;
using System.Net.Http.Headers;
using Hl7.Fhir.Model;
using Mhero.Core.Http;
using Polly.Timeout;

namespace Mhero.Core.Fhir;

/// <summary>Sends requests with credentials, by <see cref="HttpResilience"/>, and gives each failure as a <see cref="FhirException"/>.</summary>
internal sealed class FhirTransport : IDisposable
{
    private readonly HttpClient _http;
    private readonly HttpResilience _syncs;
    private readonly HttpResilience _lookups;
    private readonly TimeProvider _clock;
    private readonly TokenCache? _tokens;
    private readonly AuthenticationHeaderValue? _basic;

    public FhirTransport(HttpClient http, FhirOptions options, HttpResilience syncs, HttpResilience lookups, TimeProvider clock, Func<CancellationToken, Task<FhirToken>>? fetchToken)
    {
        _http = http;
        (_syncs, _lookups) = (syncs, lookups);
        _clock = clock;
        fetchToken ??= options.Authentication switch
        {
            FhirAuthentication.ClientCredentials => ClientCredentials.From(options, http, clock),
            FhirAuthentication.ManagedIdentity => ManagedIdentity.From(options),
            _ => null,
        };
        _tokens = fetchToken is null ? null : new TokenCache(fetchToken, clock);
        _basic = options.Authentication == FhirAuthentication.Basic
            ? new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{options.Username}:{options.Password}")))
            : null;
    }

    private HttpResilience Resilience => LookupRequests.IsCurrent ? _lookups : _syncs;

    /// <summary>Sends the request, again where that is harmless, and returns a successful answer.</summary>
    /// <exception cref="FhirException">Everything else; <see cref="FhirException.MayHaveBeenDone"/> counts all attempts.</exception>
    public async Task<FhirReply> SendAsync(FhirRequest request, CancellationToken cancellationToken)
    {
        var lost = false;
        return await Resilience.Retry.ExecuteAsync(
            async token =>
            {
                try
                {
                    return await AttemptAsync(request, token);
                }
                catch (FhirException error)
                {
                    error.MayHaveBeenDone = lost |= error.MayHaveBeenDone;
                    error.IsRepeatable = IsRepeatable(request, error);
                    throw;
                }
            },
            cancellationToken);
    }

    public void Dispose() => _tokens?.Dispose();

    private static bool IsRepeatable(FhirRequest request, FhirException error)
    {
        var passing = error.Kind is FhirErrorKind.Transient or FhirErrorKind.Throttled
            // Two conditional writes at the same moment: one of them has the other's result before it now.
            || (error.Kind == FhirErrorKind.Conflict && request.Conditional);
        var untouched = error.NeverSent || error.Status is HttpStatusCode.TooManyRequests or HttpStatusCode.ServiceUnavailable;
        return passing && (request.Repeatable || untouched);
    }

    private async Task<FhirReply> AttemptAsync(FhirRequest request, CancellationToken cancellationToken)
    {
        var sent = false;
        try
        {
            return await Resilience.Attempt.ExecuteAsync(
                async token =>
                {
                    using var response = await SendOnceAsync(request, () => sent = true, token);
                    return await ReadAsync(request, response, token);
                },
                cancellationToken);
        }
        catch (Exception e) when (e is TimeoutRejectedException || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            throw new FhirException(FhirErrorKind.Transient, FhirErrorCodes.TimedOut, $"no answer to {request.Label} in time (Mhero__Fhir__{(LookupRequests.IsCurrent ? nameof(FhirOptions.LookupTimeout) : nameof(HttpOptions.RequestTimeout))})", e)
            {
                MayHaveBeenDone = request.Writes && sent,
                NeverSent = !sent,
            };
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            var never = !sent || e is HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError or HttpRequestError.SecureConnectionError };
            throw new FhirException(FhirErrorKind.Transient, FhirErrorCodes.Unreachable, Explain(e, request, never), e)
            {
                MayHaveBeenDone = request.Writes && !never,
                NeverSent = never,
            };
        }
    }

    private static string Explain(Exception e, FhirRequest request, bool never)
    {
        var error = (e as HttpRequestException)?.HttpRequestError.ToString() ?? "broken off";
        return never
            ? $"no connection for {request.Label} to {request.Url.GetLeftPart(UriPartial.Authority)} ({error}): is the server up, and Mhero__Fhir__BaseUrl right?"
            : $"the connection broke during {request.Label} ({error})";
    }

    private async Task<HttpResponseMessage> SendOnceAsync(FhirRequest request, Action sending, CancellationToken cancellationToken)
    {
        for (var renewed = false; ; renewed = true)
        {
            using var message = request.ToMessage();
            var token = _tokens is null ? null : await _tokens.GetAsync(cancellationToken);
            message.Headers.Authorization = token is null ? _basic : new AuthenticationHeaderValue("Bearer", token);
            sending();
            var response = await _http.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
            if (response.StatusCode != HttpStatusCode.Unauthorized || token is null || renewed)
            {
                return response;
            }

            // Revoked before its time, or the clocks disagree. A second refusal is about rights.
            response.Dispose();
            _tokens!.Forget(token);
        }
    }

    private async Task<FhirReply> ReadAsync(FhirRequest request, HttpResponseMessage response, CancellationToken cancellationToken)
    {
        using var body = await PooledBody.ReadAsync(response.Content, cancellationToken);
        var retryAfter = RetryAfterOf(response);
        if (!response.IsSuccessStatusCode)
        {
            var said = ParseOrNull(body.Bytes);

            // A FHIR server gives its objections to a request in an OperationOutcome; for a missing resource the status alone may do.
            var isForeign = said is null && (body.Bytes.Length > 0 || response.StatusCode == HttpStatusCode.BadRequest);
            throw FhirErrors.From(response.StatusCode, request.Label, said, retryAfter, request.Conditional, request.Writes, isForeign);
        }

        Resource? resource = null;
        if (body.Bytes.Length > 0)
        {
            try
            {
                resource = FhirJson.Parse(body.Bytes);
            }
            catch (Exception e) when (e is JsonException or FormatException or InvalidOperationException)
            {
                throw new FhirException(FhirErrorKind.Transient, FhirErrorCodes.Unreadable, $"the answer to {request.Label} is not FHIR R4 JSON: is Mhero__Fhir__BaseUrl the FHIR base?", e)
                {
                    Status = response.StatusCode,
                    MayHaveBeenDone = request.Writes,
                };
            }
        }

        return new FhirReply(response.StatusCode)
        {
            Resource = resource,
            Version = FhirReply.VersionOf(response.Headers.TryGetValues("ETag", out var etag) ? etag.FirstOrDefault() : null),
            Location = response.Headers.Location?.OriginalString ?? response.Content.Headers.ContentLocation?.OriginalString,
            Date = response.Headers.Date,
            RetryAfter = retryAfter,
        };
    }

    private static Resource? ParseOrNull(ReadOnlySpan<byte> body)
    {
        // HTML and plain text come from whatever stands before the server.
        try
        {
            return body.TrimStart(" \r\n\t"u8).StartsWith("{"u8) ? FhirJson.Parse(body) : null;
        }
        catch (Exception e) when (e is JsonException or FormatException or InvalidOperationException)
        {
            return null;
        }
    }

    private TimeSpan? RetryAfterOf(HttpResponseMessage response)
    {
        // Azure sends both; Retry-After is the same, rounded up to a second.
        if (response.Headers.TryGetValues("x-ms-retry-after-ms", out var values)
            && double.TryParse(values.First(), NumberStyles.Float, CultureInfo.InvariantCulture, out var milliseconds)
            && milliseconds is >= 0 and < int.MaxValue)
        {
            return TimeSpan.FromMilliseconds(milliseconds);
        }

        var wait = response.Headers.RetryAfter?.Delta ?? (response.Headers.RetryAfter?.Date - _clock.GetUtcNow());
        return wait < TimeSpan.Zero ? TimeSpan.Zero : wait;
    }
}
