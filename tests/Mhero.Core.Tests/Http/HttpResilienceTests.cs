using Mhero.Core.Http;
using Mhero.Core.Tests.Fixtures;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace Mhero.Core.Tests.Http;

/// <summary>The mechanism of limits, waits and repeats without a client; the tests of the clients cover it over HTTP.</summary>
public sealed class HttpResilienceTests
{
    private readonly FakeTimeProvider _time = new();
    private int _attempts;

    [Theory]
    [InlineData(0, 30)]
    [InlineData(0.5, 31.5)]
    [InlineData(0.99, 32.97)]
    public async Task Retry_ServerAsksForAWait_IsNeverShortenedAndLengthenedByATenthAtMost(double jitter, double seconds)
    {
        var work = RepeatAsync(new HttpOptions { MaxInlineWait = TimeSpan.FromSeconds(60) }, jitter, _ => _attempts == 1 ? new Failure(30) : null);

        _time.Advance(TimeSpan.FromSeconds(seconds) - TimeSpan.FromMilliseconds(2));
        Assert.Equal(1, _attempts);
        _time.Advance(TimeSpan.FromMilliseconds(4));
        await work;
        Assert.Equal(2, _attempts);
    }

    [Fact]
    public async Task Retry_LongerWaitThanAllowed_IsThrownAtOnce()
    {
        await Assert.ThrowsAsync<Failure>(() => RepeatAsync(new HttpOptions(), 0, _ => new Failure(5.1)));
        Assert.Equal(1, _attempts);
    }

    [Fact]
    public async Task Retry_RequestForbidsIt_IsSentOnce()
    {
        await Assert.ThrowsAsync<Failure>(() => RepeatAsync(new HttpOptions { RetryBaseDelay = TimeSpan.Zero }, 0, _ => new Failure(null, repeatable: false)));
        Assert.Equal(1, _attempts);
    }

    [Fact]
    public async Task Retry_SameJitter_HasTheSameWaits()
    {
        List<TimeSpan>[] runs = [[], []];
        foreach (var waits in runs)
        {
            var time = new PassingTime(MemoryApp.Start);
            var work = () => new HttpResilience(new HttpOptions(), time, NullLogger.Instance, new FixedRandom(0.5)).Retry.ExecuteAsync(_ =>
            {
                waits.Add(time.GetUtcNow() - MemoryApp.Start);
                throw new Failure(null);
            }).AsTask();
            await Assert.ThrowsAsync<Failure>(work);
        }

        Assert.Equal(5, runs[0].Count);
        Assert.Equal(runs[0], runs[1]);
    }

    [Fact]
    public async Task Attempt_OneWaitsForItsRepeat_LeavesItsPlaceToOthers()
    {
        var resilience = Of(new HttpOptions { MaxConcurrency = 1 }, 0);
        var waiting = resilience.Retry.ExecuteAsync(
            token => resilience.Attempt.ExecuteAsync(_ => ++_attempts == 1 ? throw new Failure(3) : ValueTask.FromResult(0), token)).AsTask();
        Assert.Equal(1, _attempts);

        Assert.Equal(7, await resilience.Attempt.ExecuteAsync(_ => ValueTask.FromResult(7)));

        Assert.False(waiting.IsCompleted);
        _time.Advance(TimeSpan.FromSeconds(3));
        await waiting;
    }

    private HttpResilience Of(HttpOptions options, double jitter) => new(options, _time, NullLogger.Instance, new FixedRandom(jitter));

    private Task RepeatAsync(HttpOptions options, double jitter, Func<int, Failure?> fails) => Of(options, jitter).Retry.ExecuteAsync(
        _ => fails(++_attempts) is { } failure ? throw failure : ValueTask.CompletedTask).AsTask();

    private sealed class Failure(double? seconds, bool repeatable = true) : Exception("x"), IRequestFailure
    {
        public string Code => "MH0";

        public TimeSpan? RetryAfter { get; } = seconds is { } s ? TimeSpan.FromSeconds(s) : null;

        public bool IsRepeatable => repeatable;
    }
}
