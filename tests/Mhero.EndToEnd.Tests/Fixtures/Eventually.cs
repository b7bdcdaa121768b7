namespace Mhero.EndToEnd.Tests.Fixtures;

/// <summary>Waits for a condition, and says what was seen if it does not come true.</summary>
public static class Eventually
{
    private static readonly TimeSpan Usual = TimeSpan.FromMinutes(10);

    /// <summary>Polls until the condition holds.</summary>
    /// <param name="condition">What is waited for.</param>
    /// <param name="describe">What the failure shows besides the time: counts, states, the last lines of the log.</param>
    /// <param name="patience">How long to wait; ten minutes unless told; a machine under load takes many times as long as a quiet one.</param>
    public static async Task HoldsAsync(Func<Task<bool>> condition, Func<Task<string>>? describe = null, TimeSpan? patience = null)
    {
        using var end = new CancellationTokenSource(patience ?? Usual);
        while (!await condition())
        {
            if (end.IsCancellationRequested)
            {
                Assert.Fail($"The condition did not hold within {patience ?? Usual}. {(describe is null ? "" : await describe())}");
            }

            await Task.Delay(20, CancellationToken.None);
        }
    }

    /// <inheritdoc cref="HoldsAsync(Func{Task{bool}}, Func{Task{string}}?, TimeSpan?)"/>
    public static Task HoldsAsync(Func<bool> condition, Func<string>? describe = null) =>
        HoldsAsync(() => Task.FromResult(condition()), describe is null ? null : () => Task.FromResult(describe()));
}
