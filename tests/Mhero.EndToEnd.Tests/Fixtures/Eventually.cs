namespace Mhero.EndToEnd.Tests.Fixtures;

/// <summary>Waits for a condition, and says what was seen if it does not come true.</summary>
public static class Eventually
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    /// <summary>Polls until the condition holds.</summary>
    /// <param name="condition">What is waited for.</param>
    /// <param name="describe">What the failure shows besides the time: counts, states, the last lines of the log.</param>
    public static async Task HoldsAsync(Func<Task<bool>> condition, Func<Task<string>>? describe = null)
    {
        using var patience = new CancellationTokenSource(Patience);
        while (!await condition())
        {
            if (patience.IsCancellationRequested)
            {
                Assert.Fail($"The condition did not hold within {Patience}. {(describe is null ? "" : await describe())}");
            }

            await Task.Delay(20, CancellationToken.None);
        }
    }

    /// <inheritdoc cref="HoldsAsync(Func{Task{bool}}, Func{Task{string}}?)"/>
    public static Task HoldsAsync(Func<bool> condition, Func<string>? describe = null) =>
        HoldsAsync(() => Task.FromResult(condition()), describe is null ? null : () => Task.FromResult(describe()));
}
