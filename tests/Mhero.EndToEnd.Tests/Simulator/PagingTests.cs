using Mhero.Simulator;
using Microsoft.Extensions.Time.Testing;

namespace Mhero.EndToEnd.Tests.Simulator;

public sealed class PagingTests
{
    private static readonly DateTimeOffset Start = new(2026, 11, 22, 8, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Get_NothingChanges_WalksEveryContactOnceThereAndBack(bool reverse)
    {
        await using var simulator = await StartAsync(1100, i => Start.AddSeconds(i));
        var expected = simulator.Workspace.Contacts.Select(c => c.Uuid);
        var order = reverse ? "contacts.json?reverse=true" : "contacts.json";

        var (there, lastPage) = await WalkAsync(simulator, order, "next");
        var (back, _) = await WalkAsync(simulator, lastPage, "previous");

        Assert.Equal(reverse ? expected : expected.Reverse(), there.SelectMany(p => p));
        Assert.Equal([250, 250, 250, 250, 100], there.Select(p => p.Count));
        Assert.Equal(there.SelectMany(p => p), Enumerable.Reverse(back).SelectMany(p => p));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Get_ManyShareOneTime_WalksEveryContactOnce(bool reverse)
    {
        // A batch gives hundreds of contacts one modified_on: position alone cannot tell them apart, the offset does.
        await using var simulator = await StartAsync(900, i => i is >= 100 and < 800 ? Start.AddSeconds(100) : Start.AddSeconds(i));

        var (pages, _) = await WalkAsync(simulator, reverse ? "contacts.json?reverse=true" : "contacts.json", "next");

        Assert.Equal(900, pages.Sum(p => p.Count));
        Assert.Equal(900, pages.SelectMany(p => p).Distinct().Count());
    }

    [Fact]
    public async Task Get_ReverseWhileContactsChange_MeetsThemTwiceAndLosesNone()
    {
        await using var simulator = await StartAsync(600, i => Start.AddSeconds(i));
        var contacts = simulator.Workspace.Contacts;

        var (pages, _) = await WalkAsync(simulator, "contacts.json?reverse=true", "next", afterPage: page =>
        {
            if (page == 1)
            {
                simulator.Workspace.Edit(contacts[10].Uuid, c => c with { Name = "Seen already" });
                simulator.Workspace.Edit(contacts[400].Uuid, c => c with { Name = "Not seen yet" });
            }
        });

        var seen = pages.SelectMany(p => p).ToList();
        Assert.Equal(601, seen.Count);
        Assert.Equal(contacts.Select(c => c.Uuid).Order(), seen.Distinct().Order());
        Assert.Equal(2, seen.Count(u => u == contacts[10].Uuid));
    }

    [Fact]
    public async Task Get_NewestFirstWhileAContactChanges_MissesIt()
    {
        await using var simulator = await StartAsync(600, i => Start.AddSeconds(i));
        var late = simulator.Workspace.Contacts[100].Uuid;

        var (pages, _) = await WalkAsync(simulator, "contacts.json", "next", afterPage: page =>
        {
            if (page == 1)
            {
                simulator.Workspace.Edit(late, c => c with { Name = "Missed" });
            }
        });

        Assert.Equal(599, pages.Sum(p => p.Count));
        Assert.DoesNotContain(late, pages.SelectMany(p => p));
    }

    [Fact]
    public async Task Get_GroupAndWindow_HoldThroughThePages()
    {
        await using var simulator = await StartAsync(700, i => Start.AddSeconds(i), group: i => i % 2 == 0);
        var after = Uri.EscapeDataString("2026-11-22T10:01:40+02:00");

        var (pages, _) = await WalkAsync(simulator, $"contacts.json?group=Even&after={after}&reverse=true", "next");

        // 08:01:40 is the hundredth second, and the bound takes it in.
        var expected = simulator.Workspace.Contacts.Where((_, i) => i >= 100 && i % 2 == 0).Select(c => c.Uuid);
        Assert.Equal(expected, pages.SelectMany(p => p));
        Assert.Equal([250, 50], pages.Select(p => p.Count));
    }

    [Fact]
    public async Task Get_ContactsTouchedTogether_AreOrderedByIdAndNeverShareATime()
    {
        await using var simulator = await StartAsync(5, i => Start.AddSeconds(i));
        using var http = SimulatorClient.For(simulator);
        foreach (var contact in simulator.Workspace.Contacts.Reverse())
        {
            await http.PostJsonAsync($"contacts.json?uuid={contact.Uuid}", """{"language":"kin"}""");
        }

        var times = simulator.Workspace.Contacts.Select(c => c.ModifiedOn).ToList();
        var (pages, _) = await WalkAsync(simulator, "contacts.json", "next");

        Assert.Equal(5, times.Distinct().Count());
        Assert.Equal(simulator.Workspace.Contacts.Select(c => c.Uuid), pages.Single());
    }

    private static async Task<RapidProSimulator> StartAsync(int contacts, Func<int, DateTimeOffset> modifiedOn, Func<int, bool>? group = null)
    {
        var clock = new FakeTimeProvider(Start.AddHours(1));
        var simulator = await RapidProSimulator.StartAsync(new() { TimeProvider = clock });
        simulator.Workspace.AddGroup("Even");
        for (var i = 0; i < contacts; i++)
        {
            simulator.Workspace.AddContact(new SimulatedContact
            {
                Name = $"Contact {i}",
                CreatedOn = Start,
                ModifiedOn = modifiedOn(i),
                Groups = group?.Invoke(i) == true ? ["Even"] : [],
            });
        }

        return simulator;
    }

    private static async Task<(List<List<Guid>> Pages, string Last)> WalkAsync(RapidProSimulator simulator, string first, string link, Action<int>? afterPage = null)
    {
        using var http = SimulatorClient.For(simulator);
        var pages = new List<List<Guid>>();
        var here = first;
        while (true)
        {
            var (status, body) = await http.GetJsonAsync(here);
            Assert.Equal(200, status);
            pages.Add([.. body.GetProperty("results").EnumerateArray().Select(c => c.GetProperty("uuid").GetGuid())]);
            Assert.True(pages.Count < 20, "the pages do not end");
            afterPage?.Invoke(pages.Count);
            if (body.GetProperty(link) is not { ValueKind: JsonValueKind.String } next)
            {
                return (pages, here);
            }

            here = next.GetString()!;
        }
    }
}
