using System.Diagnostics.CodeAnalysis;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.Extensions.Logging;
using Polly;
using Polly.Retry;

namespace Mhero.Core.RapidPro.Http;

/// <summary>
/// The one way to RapidPro: a place among the requests under way, the quota gate, a time limit, the answer read or its
/// error typed, and repeats where they do no harm.
/// </summary>
[SuppressMessage("Design", "CA1001", Justification = "A semaphore whose wait handle is never asked for holds nothing to free; the pipeline lives as long as the process.")]
internal sealed partial class RapidProPipeline
{
    private static readonly TimeSpan MaxBackoff = TimeSpan.FromSeconds(30);
    private static readonly MediaTypeWithQualityHeaderValue JsonType = new("application/json");
    private static readonly ProductInfoHeaderValue Product = new("mHero", null);

    private readonly HttpClient _http;
    private readonly RapidProOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly string _apiRoot;
    private readonly AuthenticationHeaderValue _authorization;
    private readonly SemaphoreSlim _places;
    private readonly QuotaGate _gate;
    private readonly ResiliencePipeline _repeats;

    public RapidProPipeline(HttpClient http, RapidProOptions options, TimeProvider time, ILogger logger)
    {
        _http = http;
        _options = options;
        _time = time;
        _logger = logger;
        _apiRoot = ApiRoot(options.BaseUrl ?? throw new InvalidOperationException("Mhero__RapidPro__BaseUrl is not set."));
        _authorization = new AuthenticationHeaderValue("Token", options.Token);
        _places = new SemaphoreSlim(options.MaxConcurrency, options.MaxConcurrency);
        _gate = new QuotaGate(time);
        _repeats = Repeats();
    }

    /// <summary>Sends the request and reads the answer.</summary>
    /// <param name="request">The request; it is repeated only when it allows that.</param>
    /// <param name="shape">How the answer is read; null when its body does not matter.</param>
    /// <param name="cancellationToken">Stops it; the only case in which it throws something but a <see cref="RapidProException"/>.</param>
    public ValueTask<RapidProAnswer<T>> SendAsync<T>(RapidProRequest request, JsonTypeInfo<T>? shape, CancellationToken cancellationToken)
        where T : class =>
        request.IsRepeatable
            ? _repeats.ExecuteAsync(
                static (call, token) => call.Pipeline.TryAsync(call.Request, call.Shape, token),
                (Pipeline: this, Request: request, Shape: shape),
                cancellationToken)
            : TryAsync(request, shape, cancellationToken);

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
        using Entry one = new(await _gate.EnterAsync(request.Endpoint.Scope, cancellationToken));
        await _places.WaitAsync(cancellationToken);
        try
        {
            ThrowIfThrottled(request);
            using CancellationTokenSource limit = new(_options.RequestTimeout, _time);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, limit.Token);
            return await ExchangeAsync(request, shape, either.Token);
        }
        catch (OperationCanceledException error) when (!cancellationToken.IsCancellationRequested)
        {
            throw Lost(request, RapidProErrorCodes.TimedOut, $"RapidPro did not answer {request} in time.", error);
        }
        catch (HttpRequestException error) when (NothingWasSent(error))
        {
            throw new RapidProException(
                RapidProErrorKind.Transient,
                RapidProErrorCodes.Unreachable,
                $"RapidPro cannot be reached for {request}: check Mhero__RapidPro__BaseUrl and the network.",
                error)
            {
                MayHaveBeenDone = request.MayHaveBeenDone,
            };
        }
        catch (Exception error) when (error is HttpRequestException or IOException)
        {
            throw Lost(request, RapidProErrorCodes.ConnectionLost, $"The connection to RapidPro broke during {request}.", error);
        }
        catch (JsonException error)
        {
            throw Lost(request, RapidProErrorCodes.UnreadableAnswer, $"RapidPro's answer to {request} is not an answer of its API.", error);
        }
        finally
        {
            _places.Release();
        }
    }

    private async Task<RapidProAnswer<T>> ExchangeAsync<T>(RapidProRequest request, JsonTypeInfo<T>? shape, CancellationToken cancellationToken)
        where T : class
    {
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

    private static bool NothingWasSent(HttpRequestException error) => error.HttpRequestError
        is HttpRequestError.NameResolutionError
        or HttpRequestError.ConnectionError
        or HttpRequestError.SecureConnectionError
        or HttpRequestError.ProxyTunnelError;

    private ResiliencePipeline Repeats()
    {
        if (_options.MaxRetries == 0)
        {
            return ResiliencePipeline.Empty;
        }

        return new ResiliencePipelineBuilder { TimeProvider = _time }
            .AddRetry(new RetryStrategyOptions
            {
                MaxRetryAttempts = _options.MaxRetries,
                BackoffType = DelayBackoffType.Exponential,
                UseJitter = true,
                Delay = _options.RetryBaseDelay,
                MaxDelay = MaxBackoff,
                ShouldHandle = arguments => ValueTask.FromResult(IsWorthRepeating(arguments.Outcome.Exception)),
                DelayGenerator = arguments => ValueTask.FromResult(AskedWait(arguments.Outcome.Exception)),
                OnRetry = arguments =>
                {
                    if (arguments.Outcome.Exception is RapidProException error)
                    {
                        LogRepeat(_logger, error.Code, error.Message, arguments.AttemptNumber + 1, arguments.RetryDelay.TotalMilliseconds);
                    }

                    return default;
                },
            })
            .Build();
    }

    private bool IsWorthRepeating(Exception? error) =>
        error is RapidProException { Kind: RapidProErrorKind.Transient or RapidProErrorKind.Throttled } failure
        && (failure.RetryAfter is not { } wait || wait <= _options.MaxInlineWait);

    // "Retry-After: 0" must not cause retries without a wait. Null leaves the wait to the back-off.
    private TimeSpan? AskedWait(Exception? error) =>
        error is RapidProException { RetryAfter: { } wait } ? (wait > _options.RetryBaseDelay ? wait : _options.RetryBaseDelay) : null;

    [LoggerMessage(1001, LogLevel.Warning, "{Code}: {Reason} Repeat {Attempt} in {DelayMs} ms.")]
    private static partial void LogRepeat(ILogger _logger, string code, string reason, int attempt, double delayMs);

    [LoggerMessage(1002, LogLevel.Warning, "RapidPro's quota for {Scope} is used up for {Seconds} s.")]
    private static partial void LogThrottled(ILogger _logger, QuotaScope scope, double seconds);
}
