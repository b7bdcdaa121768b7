using Mhero.Core.RapidPro;
using Mhero.Core.Tests.Fixtures;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace Mhero.Core.Tests.RapidPro;

internal static class Clients
{
    public const string Token = "0123456789abcdef0123456789abcdef01234567";

    public static RapidProOptions Options(string baseUrl = "https://rapidpro.example.org") => new()
    {
        BaseUrl = new Uri(baseUrl),
        Token = Token,
        RetryBaseDelay = TimeSpan.FromMilliseconds(1),
    };

    public static RapidProClient For(HttpMessageHandler handler, TimeProvider? time = null, Action<RapidProOptions>? change = null)
    {
        var options = Options();
        change?.Invoke(options);
        return For(new HttpClient(handler), options, time);
    }

    public static RapidProClient For(HttpClient http, RapidProOptions options, TimeProvider? time = null) =>
        new(http, Microsoft.Extensions.Options.Options.Create(options), time ?? TimeProvider.System, NullLogger<RapidProClient>.Instance, time is null ? null : new FixedRandom(0));

    /// <summary>Lets the test's time run, in steps, until the work is done; returns how much of it passed.</summary>
    public static async Task<TimeSpan> RunAsync(this FakeTimeProvider time, Task work, double step = 1)
    {
        var start = time.GetUtcNow();
        while (!work.IsCompleted && time.GetUtcNow() - start < TimeSpan.FromHours(2))
        {
            await Task.WhenAny(work, Task.Delay(1));
            if (!work.IsCompleted)
            {
                time.Advance(TimeSpan.FromSeconds(step));
            }
        }

        Assert.True(work.IsCompleted, "the work did not end within two hours of its own time");
        return time.GetUtcNow() - start;
    }
}
