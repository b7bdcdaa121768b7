using Mhero.Core.Floip;
using Mhero.Core.Floip.Http;
using Microsoft.Extensions.Time.Testing;

namespace Mhero.Core.Tests.Sync.FlowResults;

public sealed class FlowResultsWaitsTests
{
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public async Task Wait_ServerAsksForAWhile_WaitsThatLongAndRepeats()
    {
        var wait = new FlowResultsWaits(_time).WaitAsync(Error(TimeSpan.FromSeconds(30)), 1, CancellationToken.None);

        _time.Advance(TimeSpan.FromSeconds(29));
        Assert.False(wait.IsCompleted);
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.True(await wait);
    }

    [Theory]
    [InlineData(61, 1)]
    [InlineData(0, 5)]
    public async Task Wait_LongWaitOrManyAttempts_EndsTheReading(int seconds, int attempt) =>
        Assert.False(await new FlowResultsWaits(_time).WaitAsync(Error(TimeSpan.FromSeconds(seconds)), attempt, CancellationToken.None));

    private static FlowResultsException Error(TimeSpan wait) => new(FlowResultsErrorKind.Throttled, FloipCodes.ServerThrottles, "x") { RetryAfter = wait };
}
