using System.Net.Http.Json;
using Mhero.Core.Storage.DeadLetters;
using Mhero.DevHost.Host;
using Mhero.EndToEnd.Tests.Fixtures;
using Mhero.Functions.Timers;
using Mhero.Simulator;
using Task = System.Threading.Tasks.Task;

namespace Mhero.EndToEnd.Tests.Contacts;

/// <summary>
/// A side refuses everything: nothing is lost, and there is one dead letter and not a thousand. The other causes are tested by
/// <c>SelfHealingTests</c> of the simulation; only this one has the status over HTTP and hosts that take over from another.
/// </summary>
public sealed class SelfHealingTests(SyncWorld world) : IClassFixture<SyncWorld>, IDisposable
{
    private const int Workers = 320;

    /// <summary>A fault that outlives its test would fail the next one.</summary>
    public void Dispose() => world.RapidPro.Faults.Clear();

    [Fact]
    public async Task GroupCannotBeMade_HoldsEverythingBackWithOneDeadLetter_AndGoesOnWhenAllowed()
    {
        var settings = NewSettings();
        var first = await world.StartHostAsync(settings);
        await world.RoundAsync(first);
        var numbers = await AddWorkersAsync(Workers);
        await DeleteGroupAsync(settings);
        var refusal = world.RapidPro.Faults.Add(new FaultRule(FaultEffect.Answer(403, """{"detail":"You do not have permission to perform this action."}""")) { Method = "POST", Endpoint = "groups" });

        await first.InvokeTimerAsync(nameof(SyncRegistry));
        await Eventually.HoldsAsync(async () => (await CircuitsOf(first)) is [var circuit] && circuit!["held"]!.GetValue<int>() >= Workers, () => DescribeAsync(first));

        // The process ends, and two others take over what it held back.
        await first.DisposeAsync();
        await using var second = await world.StartHostAsync(settings);
        await using var third = await world.StartHostAsync(settings);
        var probes = refusal.Applied;
        await Eventually.HoldsAsync(() => refusal.Applied > probes + 1);

        var letter = Assert.Single(await DeadLettersOf(second).ListAsync(null, 1000));
        Assert.Equal("MH4050", letter.Code);
        Assert.InRange(int.Parse(letter.Cause.Split(' ')[0], CultureInfo.InvariantCulture), Workers, int.MaxValue);
        var open = Assert.Single(await CircuitsOf(second))!;
        Assert.Equal((settings["ContactsQueue"], "RapidPro", "MH4051"), (open["queue"]!.GetValue<string>(), open["side"]!.GetValue<string>(), open["code"]!.GetValue<string>()));

        world.RapidPro.Faults.Remove(refusal);
        await DoneAsync(second, third);

        Assert.Equal("[]", (await CircuitsOf(second)).ToJsonString());
        Assert.Equal(0, await DeadLettersOf(second).CountAsync());
        AssertWritten(numbers, settings["Mhero:Contacts:Group"]!);
    }

    private Dictionary<string, string?> NewSettings()
    {
        var settings = world.NewSettings();
        settings["Mhero:Contacts:Group"] = "Health workers " + settings["ContactsQueue"];
        settings["Mhero:Circuit:ProbeInterval"] = "00:00:01";
        settings["Mhero:Circuit:MaxProbeInterval"] = "00:00:02";
        return settings;
    }

    private async Task<List<string>> AddWorkersAsync(int count)
    {
        var numbers = Enumerable.Range(0, count).Select(_ => SyncWorld.NewNumber()).ToList();
        await Parallel.ForEachAsync(numbers, new ParallelOptions { MaxDegreeOfParallelism = 4 }, async (number, _) => await world.AddWorkerAsync("Heal " + number, number));
        return numbers;
    }

    private async Task DeleteGroupAsync(Dictionary<string, string?> settings)
    {
        var group = world.RapidPro.Workspace.Groups.Single(g => g.Name == settings["Mhero:Contacts:Group"]);
        using var http = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Delete, new Uri(world.RapidPro.BaseUrl, $"api/v2/groups.json?uuid={group.Uuid}"));
        request.Headers.Authorization = new("Token", world.RapidPro.Options.Token);
        (await http.SendAsync(request)).EnsureSuccessStatusCode();
    }

    private void AssertWritten(IReadOnlyList<string> numbers, string group)
    {
        var byNumber = world.RapidPro.Workspace.Contacts.SelectMany(c => c.Urns.Select(u => (Urn: u, Contact: c))).ToLookup(c => c.Urn, c => c.Contact);
        Assert.All(numbers, number =>
        {
            var contact = Assert.Single(byNumber["tel:" + number]);
            Assert.NotNull(contact.Fields.GetValueOrDefault("globalid"));
            Assert.Contains(group, contact.Groups);
        });
    }

    private static DeadLetterStore DeadLettersOf(FunctionsHost host) => host.Services.GetRequiredService<DeadLetterStore>();

    private static async Task<JsonArray> CircuitsOf(FunctionsHost host)
    {
        using var http = new HttpClient { BaseAddress = new Uri(host.BaseUrl, "/api/"), DefaultRequestHeaders = { { "x-functions-key", SyncWorld.FunctionKey } } };
        return (await http.GetFromJsonAsync<JsonObject>("status"))!["circuits"]!.AsArray();
    }

    private async Task<string> DescribeAsync(FunctionsHost host) => $"Circuits: {(await CircuitsOf(host)).ToJsonString()}. Log:\n{world.Log.Last(60)}";

    private async Task DoneAsync(params FunctionsHost[] hosts)
    {
        foreach (var host in hosts)
        {
            await world.IdleAsync(host);
        }
    }
}
