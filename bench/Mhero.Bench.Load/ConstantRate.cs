using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using Mhero.Bench.Load.Measure;

namespace Mhero.Bench.Load;

/// <summary>Sends requests at a constant rate, whether or not earlier ones were answered, as senders do that know nothing of each other.</summary>
internal static class ConstantRate
{
    /// <summary>Sends the requests and waits for all answers.</summary>
    /// <param name="http">Sends.</param>
    /// <param name="rate">Requests a second.</param>
    /// <param name="count">How many.</param>
    /// <param name="request">Makes a request of its number.</param>
    public static async Task<LatencyReport> SendAsync(HttpClient http, int rate, int count, Func<int, HttpRequestMessage> request)
    {
        var times = new TimeSpan[count];
        var others = new ConcurrentDictionary<string, int>(StringComparer.Ordinal);
        var sending = new List<Task>(count);
        var started = Stopwatch.GetTimestamp();
        for (var i = 0; i < count; i++)
        {
            var due = TimeSpan.FromSeconds((double)i / rate);
            if (due - Stopwatch.GetElapsedTime(started) is { Ticks: > 0 } wait)
            {
                await Task.Delay(wait);
            }

            sending.Add(SendOneAsync(i, due));
        }

        await Task.WhenAll(sending);
        Array.Sort(times);
        return new LatencyReport(
            count, count - others.Values.Sum(), new SortedDictionary<string, int>(others, StringComparer.Ordinal), times[count / 2], times[Math.Min(count - 1, count * 99 / 100)], times[^1]);

        async Task SendOneAsync(int number, TimeSpan due)
        {
            var outcome = await OutcomeAsync(number);
            times[number] = Stopwatch.GetElapsedTime(started) - due;
            if (outcome is not null)
            {
                others.AddOrUpdate(outcome, 1, (_, before) => before + 1);
            }
        }

        async Task<string?> OutcomeAsync(int number)
        {
            try
            {
                using var message = request(number);
                using var response = await http.SendAsync(message);
                return response.StatusCode == HttpStatusCode.Accepted ? null : $"{(int)response.StatusCode}";
            }
            catch (Exception e) when (e is HttpRequestException or TaskCanceledException)
            {
                return e is HttpRequestException { HttpRequestError: not HttpRequestError.Unknown } failed ? $"{failed.HttpRequestError}" : e.GetType().Name;
            }
        }
    }
}
