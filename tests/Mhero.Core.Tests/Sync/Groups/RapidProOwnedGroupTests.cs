using Mhero.Core.Sync.Groups.Ledger;

namespace Mhero.Core.Tests.Sync.Groups;

/// <summary>Groups that RapidPro owns, as the registry keeps them from reading to reading.</summary>
public sealed class RapidProOwnedGroupTests
{
    private static readonly (string Name, string Value) FromRapidPro = ("Mhero:Groups:FromRapidPro:0", "*");

    [Fact]
    public async Task Sync_GroupOfRapidPro_IsKeptInTheRegistry()
    {
        using var world = new GroupWorld(FromRapidPro);
        world.AddWorkers(1, 2);
        world.SetContact(4, "Patient");
        world.SetContact(5, null);
        world.AddGroup("Field", null, 1, 4, 5);
        world.AddGroup("Smart", "age > 18", 1);

        await world.SyncAsync();
        Assert.Equal("Field person true: Patient/patient4, Field practitioner true: Practitioner/p1", world.RegistryGroups());
        Assert.Equal("Field: 1 4 5, Smart: 1", world.Groups());
        Assert.Empty(world.Writes);

        var writes = world.Registry.Registry.Writes;
        await world.SyncAsync();
        Assert.Equal(writes, world.Registry.Registry.Writes);

        world.Join("Field", true, 2);
        world.Join("Field", false, 1);
        world.RenameGroup("Field", "Staff");
        await world.SyncAsync();
        Assert.Equal("Staff person true: Patient/patient4, Staff practitioner true: Practitioner/p2", world.RegistryGroups());
    }

    [Fact]
    public async Task Sync_RegistrysCopyIsChangedOrDeleted_IsPutBack()
    {
        using var world = new GroupWorld(FromRapidPro);
        world.AddWorkers(1, 2);
        world.AddGroup("Field", null, 1);
        await world.SyncAsync();
        var id = (string)world.Registry.Registry.All("Group").Single()["id"]!;
        world.Registry.Registry.Edit("Group", id, g => g["member"] = System.Text.Json.Nodes.JsonNode.Parse("""[{"entity":{"reference":"Practitioner/p1"},"inactive":true},{"entity":{"reference":"Practitioner/p2"}}]"""));

        await world.SyncAsync();
        Assert.Equal("Field practitioner true: Practitioner/p1", world.RegistryGroups());
        Assert.Null(world.Registry.Registry.Find("Group", id)!.Content["member"]![0]!["inactive"]);

        world.Registry.Delete("Group/" + id);
        await world.SyncAsync();
        Assert.Equal("Field practitioner true: Practitioner/p1", world.RegistryGroups());
    }

    [Theory]
    [InlineData("Empty", "Field practitioner true:")]
    [InlineData("Delete", "Field practitioner false:")]
    public async Task Sync_GroupOfRapidProIsDeleted_EmptiesTheRegistrysCopy(string policy, string expected)
    {
        using var world = new GroupWorld(FromRapidPro, ("Mhero:Groups:UnusedGroups", policy));
        world.AddWorkers(1);
        world.AddGroup("Field", null, 1);
        await world.SyncAsync();
        world.DeleteGroup("Field");

        await world.SyncAsync();

        Assert.Equal(expected, world.RegistryGroups());
        Assert.Empty(await world.Registry.Get<GroupLedger>().Groups.AllAsync(CancellationToken.None).ToListAsync());
    }

    [Fact]
    public async Task Sync_ContactsAreDeletedAfterAFirstReadingThatWasNotCompleted_AllLeaveTheRegistrysCopy()
    {
        using var world = new GroupWorld(FromRapidPro);
        world.AddWorkers(1, 2, 3);
        world.AddGroup("Field", null, 1, 2, 3);
        world.QueueFails = true;
        await Assert.ThrowsAsync<TimeoutException>(world.SyncAsync);
        world.QueueFails = false;
        world.DeleteContact(2);
        world.Registry.App.Time.Advance(TimeSpan.FromMinutes(10));
        world.DeleteContact(3);

        await world.SyncAsync();

        Assert.Equal("Field practitioner true: Practitioner/p1", world.RegistryGroups());
    }
}
