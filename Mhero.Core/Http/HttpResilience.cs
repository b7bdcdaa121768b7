using System.Diagnostics.CodeAnalysis;
using Polly;
using Polly.Retry;

namespace Mhero.Core.Http;

/// <summary>
/// How requests to one server are limited, timed and repeated. A client runs each attempt in <see cref="Attempt"/> and all attempts of a
/// request in <see cref="Retry"/>. It throws an <see cref="IRequestFailure"/> for what failed, and that alone decides about a repeat.
/// </summary>
internal sealed partial class HttpResilience
{
    /// <summary>A wait that a server asks for is lengthened by up to this part, so that several instances do not return at the same moment.</summary>
    private const double AskedJitter = 0.1;

    private static readonly TimeSpan MaxBackoff = TimeSpan.FromSeconds(30);

    private readonly HttpOptions _options;
    private readonly ILogger _logger;
    private readonly Random _random;

    /// <summary>Makes the pipelines.</summary>
    /// <param name="options">Limits, time-outs and repeats.</param>
    /// <param name="time">The clock of waits and time-outs.</param>
    /// <param name="logger">Gets the repeats.</param>
    /// <param name="random">The source of jitter; null for the process's own. A simulation gives one that always answers the same.</param>
    public HttpResilience(HttpOptions options, TimeProvider time, ILogger logger, Random? random)
    {
        (_options, _logger, _random) = (options, logger, random ?? Random.Shared);
        Attempt = new ResiliencePipelineBuilder { TimeProvider = time }
            .AddConcurrencyLimiter(options.MaxConcurrency, int.MaxValue)
            .AddTimeout(options.RequestTimeout)
            .Build();
        Retry = options.MaxRetries == 0 ? ResiliencePipeline.Empty : new ResiliencePipelineBuilder { TimeProvider = time }.AddRetry(Repeats()).Build();
    }

    /// <summary>Attempts after the first.</summary>
    public int MaxRetries => _options.MaxRetries;

    /// <summary>One attempt: a place among the requests under way, then the time-out (<see cref="Polly.Timeout.TimeoutRejectedException"/>).</summary>
    public ResiliencePipeline Attempt { get; }

    /// <summary>All attempts of one request. No place is held during the waits between them.</summary>
    public ResiliencePipeline Retry { get; }

    [SuppressMessage("Security", "CA5394", Justification = "Jitter is not a secret.")]
    private RetryStrategyOptions Repeats() => new()
    {
        MaxRetryAttempts = _options.MaxRetries,
        BackoffType = DelayBackoffType.Exponential,
        UseJitter = true,
        Randomizer = _random.NextDouble,
        Delay = _options.RetryBaseDelay,
        MaxDelay = MaxBackoff,
        ShouldHandle = arguments => ValueTask.FromResult(
            arguments.Outcome.Exception is IRequestFailure { IsRepeatable: true } failure && !(failure.RetryAfter > _options.MaxInlineWait)),
        // "Retry-After: 0" must not cause repeats without a wait. Null leaves the wait to the back-off.
        DelayGenerator = arguments => ValueTask.FromResult<TimeSpan?>(arguments.Outcome.Exception is IRequestFailure { RetryAfter: { } wait }
            ? (wait > TimeSpan.Zero ? wait : _options.RetryBaseDelay) * (1 + (AskedJitter * _random.NextDouble()))
            : null),
        OnRetry = arguments =>
        {
            var error = arguments.Outcome.Exception!;
            LogRepeat(_logger, ((IRequestFailure)error).Code, arguments.AttemptNumber + 1, arguments.RetryDelay.TotalMilliseconds, error.Message);
            return default;
        },
    };

    [LoggerMessage(1001, LogLevel.Warning, "A request failed with {Code}. Repeat {Attempt} follows in {DelayMs} ms. {Reason}")]
    private static partial void LogRepeat(ILogger logger, string code, int attempt, double delayMs, string reason);
}
