using System.Net;
using System.Net.Http.Json;
using Mhero.Core.Storage.DeadLetters;
using Mhero.Core.Storage.Queues;
using Mhero.EndToEnd.Tests.Fixtures;
using Task = System.Threading.Tasks.Task;

namespace Mhero.EndToEnd.Tests.Contacts;

/// <summary>Replaying many dead letters does not need the client to wait.</summary>
public sealed class ReplayJobHttpTests(SyncWorld world) : IClassFixture<SyncWorld>, IDisposable
{
    private const int Letters = 1000;

    private readonly HttpClient _http = new() { BaseAddress = new Uri(world.Host.BaseUrl, "/api/"), DefaultRequestHeaders = { { "x-functions-key", SyncWorld.FunctionKey } } };

    public void Dispose() => _http.Dispose();

    [Fact]
    public async Task Replay_ClientLeavesAndTheHostIsKilled_ReplaysEveryDeadLetterOnce()
    {
        var target = world.Settings["ContactsQueue"] + "-unread";
        var letters = world.Host.Services.GetRequiredService<DeadLetterStore>();
        await Parallel.ForEachAsync(Enumerable.Range(0, Letters), new ParallelOptions { MaxDegreeOfParallelism = 8 }, async (i, token) =>
            await letters.RecordAsync(target, $"s{i}", $$"""{"items":[{"n":{{i}}}]}""", "MH3001", "refused", 5, token));
        var queues = world.Host.Services.GetRequiredService<MessageQueues>();
        var settings = new Dictionary<string, string?>(world.Settings) { ["JobsQueue"] = world.Settings["JobsQueue"] + "-2" };
        var doomed = await world.StartHostAsync(settings, TimeSpan.FromSeconds(2));
        using (var http = new HttpClient { BaseAddress = new Uri(doomed.BaseUrl, "/api/"), DefaultRequestHeaders = { { "x-functions-key", SyncWorld.FunctionKey } } })
        {
            using var answer = await http.PostAsync($"dead-letters/replay?queue={target}", null);
            Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
            var address = answer.Headers.Location!.OriginalString;
            while (await queues.DepthAsync(target) < 200)
            {
                await Task.Delay(5);
            }

            await doomed.AbortAsync();
            await doomed.DisposeAsync();
            await using var survivor = await world.StartHostAsync(settings, TimeSpan.FromSeconds(2));
            using var other = new HttpClient { BaseAddress = survivor.BaseUrl, DefaultRequestHeaders = { { "x-functions-key", SyncWorld.FunctionKey } } };
            var job = new JsonObject();
            await Eventually.HoldsAsync(
                async () => (job = (await other.GetFromJsonAsync<JsonObject>(address))!)["state"]!.GetValue<string>() == "done",
                () => Task.FromResult(job.ToJsonString()));

            Assert.Equal((Letters, Letters, 0), (job["total"]!.GetValue<int>(), job["done"]!.GetValue<int>(), job["failed"]!.GetValue<int>()));
        }

        // A second copy of the same replay may lie on the queue; only one of them is taken.
        Assert.Empty(await letters.ListAsync(target, 1));
        Assert.Equal(Letters, await HandledAsync(target, letters));
    }

    [Fact]
    public async Task GetJob_Unknown_IsACodedProblem()
    {
        using var answer = await _http.GetAsync("jobs/0123456789abcdef");

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        Assert.Equal("MH6013", (await answer.Content.ReadFromJsonAsync<JsonObject>())!["code"]!.GetValue<string>());
    }

    private async Task<int> HandledAsync(string queue, DeadLetterStore letters)
    {
        var client = world.Queue(queue, Azure.Storage.Queues.QueueMessageEncoding.Base64);
        var handled = new HashSet<int>();
        var count = 0;
        while ((await client.ReceiveMessagesAsync(32, TimeSpan.FromMinutes(10))).Value is { Length: > 0 } messages)
        {
            foreach (var message in messages)
            {
                var json = JsonNode.Parse(message.MessageText)!;
                if (await letters.TakeReplayAsync(json["replay"]!.GetValue<string>(), json["copy"]!.GetValue<string>()))
                {
                    count++;
                    handled.Add(json["items"]![0]!["n"]!.GetValue<int>());
                }
            }
        }

        Assert.Equal(count, handled.Count);
        return count;
    }
}
