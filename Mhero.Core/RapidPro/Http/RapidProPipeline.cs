using System.Net.Http.Headers;
using System.Text.Json.Serialization.Metadata;
using Mhero.Core.Http;
using Polly.Timeout;

namespace Mhero.Core.RapidPro.Http;

/// <summary>
/// The one way to RapidPro: the quota gate around the attempts of <see cref="HttpResilience"/>, the answer read or its error typed.
/// </summary>
internal sealed partial class RapidProPipeline
{
    private static readonly MediaTypeWithQualityHeaderValue JsonType = new("application/json");
    private static readonly ProductInfoHeaderValue Product = new("mHero", null);

    private readonly HttpClient _http;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly string _apiRoot;
    private readonly AuthenticationHeaderValue _authorization;
    private readonly QuotaGate _gate;
    private readonly TimeSpan _maxWait;
    private readonly HttpResilience _resilience;

    public RapidProPipeline(HttpClient http, RapidProOptions options, TimeProvider time, ILogger logger, Random? random = null)
    {
        _http = http;
        _time = time;
        _logger = logger;
        _apiRoot = ApiRoot(options.BaseUrl ?? throw new InvalidOperationException("Mhero__RapidPro__BaseUrl is not set."));
        _authorization = new AuthenticationHeaderValue("Token", options.Token);
        _gate = new QuotaGate(time);
        _maxWait = options.MaxInlineWait;
        _resilience = new HttpResilience(options, time, logger, random);
    }

    /// <summary>Sends the request and reads the answer.</summary>
    /// <param name="request">The request; it is repeated only when it allows that.</param>
    /// <param name="shape">How the answer is read; null when its body does not matter.</param>
    /// <param name="cancellationToken">Stops it; the only case in which it throws something but a <see cref="RapidProException"/>.</param>
    public ValueTask<RapidProAnswer<T>> SendAsync<T>(RapidProRequest request, JsonTypeInfo<T>? shape, CancellationToken cancellationToken)
        where T : class =>
        _resilience.Retry.ExecuteAsync(
            static (call, token) => call.Pipeline.TryAsync(call.Request, call.Shape, token), (Pipeline: this, Request: request, Shape: shape), cancellationToken);

    private readonly struct Entry(SemaphoreSlim? place) : IDisposable
    {
        public void Dispose() => place?.Release();
    }

    private static string ApiRoot(Uri baseUrl)
    {
        var root = baseUrl.GetLeftPart(UriPartial.Path).TrimEnd('/');
        return root.EndsWith("/api/v2", StringComparison.OrdinalIgnoreCase) ? root + "/" : root + "/api/v2/";
    }

    private async ValueTask<RapidProAnswer<T>> TryAsync<T>(RapidProRequest request, JsonTypeInfo<T>? shape, CancellationToken cancellationToken)
        where T : class
    {
        // Before the place among all: a request that waits for a scarce scope must not keep other scopes waiting.
        using Entry one = new(await _gate.EnterAsync(request.Endpoint.Scope, request.IsSentOnce ? TimeSpan.Zero : _maxWait, cancellationToken));
        try
        {
            return await _resilience.Attempt.ExecuteAsync(
                static (call, token) => call.Pipeline.ExchangeAsync(call.Request, call.Shape, token), (Pipeline: this, Request: request, Shape: shape), cancellationToken);
        }
        catch (Exception error) when (FailureOf(error, request, cancellationToken) is { } failure)
        {
            // A request that the quota refused, or that the gate held back, was not done.
            failure.IsRepeatable = failure.Kind == RapidProErrorKind.Throttled ? !request.IsSentOnce : failure.Kind == RapidProErrorKind.Transient && request.IsRepeatable;
            throw failure;
        }
    }

    /// <summary>The error of an attempt; null for one that is not about RapidPro.</summary>
    private static RapidProException? FailureOf(Exception error, RapidProRequest request, CancellationToken cancellationToken) => error switch
    {
        RapidProException failure => failure,
        OperationCanceledException when cancellationToken.IsCancellationRequested => null,
        TimeoutRejectedException or OperationCanceledException =>
            Lost(request, RapidProErrorCodes.TimedOut, $"RapidPro did not answer {request} in time.", error),
        HttpRequestException { HttpRequestError: HttpRequestError.NameResolutionError or HttpRequestError.ConnectionError or HttpRequestError.SecureConnectionError or HttpRequestError.ProxyTunnelError } =>
            new RapidProException(
                RapidProErrorKind.Transient,
                RapidProErrorCodes.Unreachable,
                $"RapidPro cannot be reached for {request}: check Mhero__RapidPro__BaseUrl and the network.",
                error)
            {
                MayHaveBeenDone = request.MayHaveBeenDone,
            },
        HttpRequestException or IOException => Lost(request, RapidProErrorCodes.ConnectionLost, $"The connection to RapidPro broke during {request}.", error),
        JsonException => Lost(request, RapidProErrorCodes.UnreadableAnswer, $"RapidPro's answer to {request} is not an answer of its API.", error),
        _ => null,
    };

    private async ValueTask<RapidProAnswer<T>> ExchangeAsync<T>(RapidProRequest request, JsonTypeInfo<T>? shape, CancellationToken cancellationToken)
        where T : class
    {
        ThrowIfThrottled(request);
        using var message = request.ToMessage(_apiRoot);
        message.Headers.Authorization = _authorization;
        message.Headers.Accept.Add(JsonType);
        message.Headers.UserAgent.Add(Product);
        using var response = await _http.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        if (!response.IsSuccessStatusCode)
        {
            var error = await RapidProErrors.ReadAsync(response, request, _time, cancellationToken);
            if (error is { Kind: RapidProErrorKind.Throttled, RetryAfter: { } wait })
            {
                _gate.Close(request.Endpoint.Scope, wait);
                LogThrottled(_logger, request.Endpoint.Scope, wait.TotalSeconds);
            }

            throw error;
        }

        _gate.Passed(request.Endpoint.Scope);
        await using var body = await response.Content.ReadAsStreamAsync(cancellationToken);
        if (shape is null)
        {
            await ThrowIfForeignAsync(body, cancellationToken);
            return new RapidProAnswer<T>(null!, response.Headers.Date);
        }

        var value = await JsonSerializer.DeserializeAsync(body, shape, cancellationToken) ?? throw new JsonException("null");
        return new RapidProAnswer<T>(value, response.Headers.Date);
    }

    /// <summary>An answer without a value is empty or JSON. A page, such as the log-in page of a proxy, is not RapidPro's, which did nothing.</summary>
    private static async Task ThrowIfForeignAsync(Stream body, CancellationToken cancellationToken)
    {
        var start = new byte[64];
        var length = await body.ReadAtLeastAsync(start, start.Length, throwOnEndOfStream: false, cancellationToken);
        if (start.AsSpan(0, length).TrimStart(" \r\n\t"u8) is { Length: > 0 } text && !"{[\"nft-0123456789"u8.Contains(text[0]))
        {
            throw new JsonException("not JSON");
        }
    }

    private void ThrowIfThrottled(RapidProRequest request)
    {
        var left = _gate.Remaining(request.Endpoint.Scope);
        if (left > TimeSpan.Zero)
        {
            throw new RapidProException(
                RapidProErrorKind.Throttled,
                RapidProErrorCodes.Throttled,
                $"RapidPro's quota is used up; {request} was not sent.")
            {
                RetryAfter = left,
                MayHaveBeenDone = request.MayHaveBeenDone,
            };
        }
    }

    private static RapidProException Lost(RapidProRequest request, string code, string message, Exception cause)
    {
        request.AnswerLost();
        return new RapidProException(RapidProErrorKind.Transient, code, message, cause) { MayHaveBeenDone = request.MayHaveBeenDone };
    }

    [LoggerMessage(1002, LogLevel.Warning, "RapidPro's quota for {Scope} is used up for {Seconds} s.")]
    private static partial void LogThrottled(ILogger _logger, QuotaScope scope, double seconds);
}
