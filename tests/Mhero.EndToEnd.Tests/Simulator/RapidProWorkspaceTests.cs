using Mhero.Simulator;
using Microsoft.Extensions.Time.Testing;

namespace Mhero.EndToEnd.Tests.Simulator;

public sealed class RapidProWorkspaceTests
{
    [Fact]
    public async Task Edit_AsAPersonWould_MovesModifiedOnAndIsSeenByTheApi()
    {
        var clock = new FakeTimeProvider(new(2026, 11, 22, 8, 0, 0, TimeSpan.Zero));
        await using var simulator = await RapidProSimulator.StartAsync(new() { TimeProvider = clock });
        simulator.Workspace.AddField("Cadre");
        var contact = simulator.Workspace.AddContact(new() { Name = "Aline", Urns = ["tel:0788 123 456"] });
        clock.Advance(TimeSpan.FromHours(1));

        var edited = simulator.Workspace.Edit(contact.Uuid, c => c with
        {
            Name = "Aline U.",
            Urns = ["tel:+250788123457"],
            Fields = new Dictionary<string, string?> { ["cadre"] = "nurse" },
        });

        using var http = SimulatorClient.For(simulator);
        var (_, page) = await http.GetJsonAsync("contacts.json?after=2026-11-22T09:00:00Z");
        Assert.Equal("tel:+250788123456", contact.Urns.Single());
        Assert.Equal(contact.ModifiedOn!.Value.AddHours(1), edited.ModifiedOn);
        Assert.Equal("Aline U.", page.GetProperty("results")[0].GetProperty("name").GetString());
        Assert.Null(simulator.Workspace.FindByUrn("tel:+250788123456"));
    }

    [Fact]
    public async Task Edit_Stopped_LeavesEveryGroup()
    {
        await using var simulator = await RapidProSimulator.StartAsync(new());
        simulator.Workspace.AddGroup("CHWs");
        simulator.Workspace.AddGroup("Kinyarwanda", "language = kin");
        var contact = simulator.Workspace.AddContact(new() { Language = "kin", Groups = ["CHWs"] });

        var stopped = simulator.Workspace.Edit(contact.Uuid, c => c with { Status = "stopped" });

        Assert.Equal(["CHWs", "Kinyarwanda"], contact.Groups);
        Assert.Empty(stopped.Groups);
        Assert.All(simulator.Workspace.Groups, g => Assert.Equal(0, g.Count));
    }

    [Fact]
    public async Task Edit_NumberOfAnother_IsRefusedAndNothingChanges()
    {
        await using var simulator = await RapidProSimulator.StartAsync(new());
        simulator.Workspace.AddContact(new() { Urns = ["tel:+250788000001"] });
        var other = simulator.Workspace.AddContact(new() { Name = "Other" });

        Assert.Throws<ArgumentException>(() => simulator.Workspace.Edit(other.Uuid, c => c with { Name = "Changed", Urns = ["tel:0788000001"] }));

        Assert.Equal("Other", simulator.Workspace.FindByUuid(other.Uuid)!.Name);
    }

    [Fact]
    public async Task AddContact_NotPossibleInRapidPro_Throws()
    {
        await using var simulator = await RapidProSimulator.StartAsync(new());
        var workspace = simulator.Workspace;

        Assert.Throws<ArgumentException>(() => workspace.AddContact(new() { Urns = ["tel:12"] }));
        Assert.Throws<ArgumentException>(() => workspace.AddContact(new() { Groups = ["Nobody made it"] }));
        Assert.Throws<ArgumentException>(() => workspace.AddContact(new() { Fields = new Dictionary<string, string?> { ["nothing"] = "x" } }));
        Assert.Throws<ArgumentException>(() => workspace.AddGroup("Either", "age > 3 OR age < 2"));
        Assert.Throws<ArgumentException>(() => workspace.AddField("Age", "numeric"));
        Assert.Empty(workspace.Contacts);
    }

    [Fact]
    public async Task AddGroup_SmartOverContacts_TakesThemInAtOneTime()
    {
        await using var simulator = await RapidProSimulator.StartAsync(new());
        var workspace = simulator.Workspace;
        workspace.AddField("Age", "number");
        foreach (var age in new[] { "20", "25", "30" })
        {
            workspace.AddContact(new() { Name = age, Fields = new Dictionary<string, string?> { ["age"] = age } });
        }

        var group = workspace.AddGroup("Adults", "age >= 25 AND age < 40");

        var members = workspace.Contacts.Where(c => c.Groups.Contains("Adults")).ToList();
        Assert.Equal(2, group.Count);
        Assert.Equal(["25", "30"], members.Select(m => m.Name));
        Assert.Single(members.Select(m => m.ModifiedOn).Distinct());
    }
}
