using System.Net;
using System.Net.Http.Json;
using Mhero.EndToEnd.Tests.Contacts;

namespace Mhero.EndToEnd.Tests.Groups;

/// <summary>The group sync by request, and what an operator sees of it.</summary>
public sealed class GroupHttpTests(GroupWorld world) : IClassFixture<GroupWorld>, IDisposable
{
    private readonly HttpClient _http = new() { BaseAddress = new Uri(world.Host.BaseUrl, "/api/"), DefaultRequestHeaders = { { "x-functions-key", SyncWorld.FunctionKey } } };

    public void Dispose() => _http.Dispose();

    [Fact]
    public async Task SyncGroups_WithoutKey_IsRefused()
    {
        using var stranger = new HttpClient { BaseAddress = _http.BaseAddress };

        using var response = await stranger.PostAsync("sync/groups", null);

        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
    }

    [Fact]
    public async Task SyncGroups_ReadsBothSides_AndStatusSaysWhatWasDone()
    {
        var member = world.AddMember("http-1");
        var blocked = world.AddMember("http-2", "blocked");
        await world.AddGroupAsync("By request", ["http-1", "http-2", "http-3"]);

        using var response = await _http.PostAsync("sync/groups", null);
        await world.Host.WaitUntilIdleAsync();

        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
        Assert.Equal(["By request"], world.GroupsOf(member));
        Assert.Empty(world.GroupsOf(blocked));
        var status = (await _http.GetFromJsonAsync<JsonObject>("status"))!;
        Assert.Contains(status["feeds"]!.AsArray(), f => f!["name"]!.GetValue<string>() == "rapidpro-group-members");
        Assert.Contains(status["queues"]!.AsArray(), q => q!["name"]!.GetValue<string>() == world.Settings["GroupsQueue"]);
        var counts = status["runs"]!.AsArray().First(r => r!["kind"]!.GetValue<string>() == "groups")!["counts"]!;
        Assert.Equal(
            (1, 1, 1, 1),
            (Count("groupsCreated"), Count("membersAdded"), Count("membersBlocked"), Count("membersPending")));

        int Count(string name) => counts[name]?.GetValue<int>() ?? 0;
    }

    [Fact]
    public async Task RefusedGroup_IsADeadLetterThatCanBeReplayed()
    {
        world.RapidPro.Workspace.AddGroup("Refused by name");
        var member = world.AddMember("refused-name-1");
        await world.AddGroupAsync("Refused by name", ["refused-name-1"]);
        await world.ReadGroupsAsync();
        var letters = (await _http.GetFromJsonAsync<JsonNode>("dead-letters"))!;
        var letter = letters.AsArray().Single(l => l!["code"]!.GetValue<string>() == "MH4040")!;

        await world.RenameInRapidProAsync(world.RapidPro.Workspace.Groups.Single(g => g.Name == "Refused by name").Uuid, "Their own name");
        await world.ReadGroupsAsync();
        using var replayed = await _http.PostAsync($"dead-letters/{letter["id"]}/replay", null);
        await world.Host.WaitUntilIdleAsync();

        Assert.Equal(["Refused by name"], world.GroupsOf(member));
        Assert.DoesNotContain((await _http.GetFromJsonAsync<JsonNode>("dead-letters"))!.AsArray(), l => l!["code"]!.GetValue<string>() == "MH4040");
    }
}
