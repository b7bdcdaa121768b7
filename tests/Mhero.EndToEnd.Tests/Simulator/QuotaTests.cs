using System.Net;
using Mhero.Simulator;
using Microsoft.Extensions.Time.Testing;

namespace Mhero.EndToEnd.Tests.Simulator;

public sealed class QuotaTests
{
    [Fact]
    public async Task Get_QuotaUsedUp_IsRefusedUntilTheOldestIsAnHourOld()
    {
        var clock = new FakeTimeProvider();
        await using var simulator = await RapidProSimulator.StartAsync(new() { Throttle = true, RequestsPerHour = 2, TimeProvider = clock });
        using var http = SimulatorClient.For(simulator);

        var first = await AskAsync(http, "contacts.json");
        clock.Advance(TimeSpan.FromMinutes(20));
        var second = await AskAsync(http, "contacts.json");
        clock.Advance(TimeSpan.FromMinutes(10));
        var refused = await AskAsync(http, "contacts.json");
        clock.Advance(TimeSpan.FromMinutes(29));
        var stillRefused = await AskAsync(http, "contacts.json");
        clock.Advance(TimeSpan.FromMinutes(1));
        var room = await AskAsync(http, "contacts.json");
        var full = await AskAsync(http, "contacts.json");

        Assert.Equal([(200, null), (200, null), (429, 1800), (429, 60), (200, null), (429, 1200)], new[] { first, second, refused, stillRefused, room, full });
    }

    [Fact]
    public async Task Get_OtherScope_HasAQuotaOfItsOwn()
    {
        await using var simulator = await RapidProSimulator.StartAsync(new() { Throttle = true, RequestsPerHour = 1, TimeProvider = new FakeTimeProvider() });
        using var http = SimulatorClient.For(simulator);

        var contacts = await AskAsync(http, "contacts.json");
        var fields = await AskAsync(http, "fields.json");
        var groups = await AskAsync(http, "groups.json");

        Assert.Equal([200, 200, 429], new[] { contacts.Status, fields.Status, groups.Status });
    }

    [Fact]
    public async Task Get_OtherTokenOfTheWorkspace_DrawsOnTheSameQuota()
    {
        await using var simulator = await RapidProSimulator.StartAsync(new() { Throttle = true, RequestsPerHour = 1, TimeProvider = new FakeTimeProvider() });
        simulator.Workspace.AddToken("second");
        using var http = SimulatorClient.For(simulator);
        await AskAsync(http, "contacts.json");
        http.DefaultRequestHeaders.Remove("Authorization");
        http.DefaultRequestHeaders.Add("Authorization", "Token second");

        var answer = await AskAsync(http, "contacts.json");

        Assert.Equal(429, answer.Status);
    }

    [Theory]
    [InlineData(RapidProProfile.V9_0, 2500)]
    [InlineData(RapidProProfile.V26_3, 3600)]
    public async Task Get_QuotaNotGiven_IsTheReleases(RapidProProfile profile, int perHour)
    {
        await using var simulator = await RapidProSimulator.StartAsync(new() { Throttle = true, Profile = profile, TimeProvider = new FakeTimeProvider() });
        using var http = SimulatorClient.For(simulator);
        for (var i = 0; i < perHour; i++)
        {
            using var answer = await http.GetAsync("contacts");
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        }

        Assert.Equal((429, 3600), await AskAsync(http, "contacts.json"));
    }

    private static async Task<(int Status, int? RetryAfter)> AskAsync(HttpClient http, string path)
    {
        using var response = await http.GetAsync(path);
        return ((int)response.StatusCode, response.Headers.RetryAfter?.Delta is { } wait ? (int)wait.TotalSeconds : null);
    }
}
