using Hl7.Fhir.Model;
using Mhero.Core;
using Mhero.Core.Fhir;
using Mhero.Core.Monitoring;
using Mhero.Core.Storage.DeadLetters;
using Mhero.Simulator;
using Task = System.Threading.Tasks.Task;

namespace Mhero.EndToEnd.Tests.Groups;

/// <summary>Workers whom the registry no longer has, and groups that take no members, in a world whose contacts are synced too.</summary>
public sealed class GoneWorkerTests(GroupWorld world) : IClassFixture<GroupWorld>
{
    private RapidProWorkspace RapidPro => world.RapidPro.Workspace;

    [Fact]
    public async Task Worker_FoundToBeDeleted_LeavesEveryGroupThatMHeroKeepsAndIsReported()
    {
        var number = GroupWorld.NewNumber();
        var facility = await world.AddAsync(new Location { Name = "Deleted Centre" });
        var worker = await world.AddWorkerAsync("Deleted Nurse", number);
        var role = await world.AddAsync(new PractitionerRole
        {
            Active = true,
            Practitioner = new ResourceReference($"Practitioner/{worker.Id}"),
            Location = [new ResourceReference($"Location/{facility.Id}")],
        });
        await world.AddGroupAsync("Deleted list", [worker.Id!]);
        RapidPro.AddGroup("Not mHero's");
        await world.SettleAsync();
        await world.ReadGroupsAsync();
        var contact = world.ContactOf(number);
        RapidPro.Edit(contact.Uuid, c => c with { Groups = [.. c.Groups, "Not mHero's"] });
        await world.SettleAsync();
        Assert.Superset(new HashSet<string> { "Deleted list", "Staff of Deleted Centre", "Not mHero's" }, world.GroupsOf(contact).ToHashSet());

        await world.Fhir.BatchAsync([FhirEntry.Delete("PractitionerRole", role.Id!), FhirEntry.Delete("Practitioner", worker.Id!)]);
        RapidPro.Edit(contact.Uuid, c => c with { Name = "Deleted Changed" });
        await world.SettleAsync();

        Assert.Equal(["Not mHero's"], world.GroupsOf(contact));
        var issues = (await world.Host.Services.GetRequiredService<StatusReader>().ReadAsync(default)).WorkerIssues;
        Assert.Contains(issues, i => i.Worker == $"Practitioner/{worker.Id}" && i.Code == SyncCodes.WorkerDeleted);

        // The registry's Group lists the worker still.
        await world.Fhir.UpdateAsync<Group>((await world.FindGroupsAsync(RapidPro.Groups.Single(g => g.Name == "Deleted list").Uuid)).Single().Id!, g => { g.Name = "Deleted list renamed"; return g; });
        await world.ReadGroupsAsync();
        Assert.Equal(["Not mHero's"], world.GroupsOf(contact));
    }

    [Fact]
    public async Task Rule_NameOfASmartGroup_IsReportedAsThatWithAdviceThatWorks()
    {
        RapidPro.AddGroup("Smart Nurse cadre", "cadre = smart");
        var (contact, _, _) = await world.AddNurseAsync("Smart Nurse");

        var first = await world.ReadGroupsAsync();
        var second = await world.ReadGroupsAsync();

        Assert.Equal((1, 0), (first["groupsFailed"], second["groupsFailed"]));
        Assert.DoesNotContain("Smart Nurse cadre", world.GroupsOf(contact));
        var letters = await world.Host.Services.GetRequiredService<DeadLetterStore>().ListAsync(null, 1000);
        var letter = Assert.Single(letters, l => l.Code == SyncCodes.SmartGroup && l.Cause.Contains("Smart Nurse cadre", StringComparison.Ordinal));
        Assert.Contains("another name", letter.Cause, StringComparison.Ordinal);
        Assert.DoesNotContain("Adopt", letter.Cause, StringComparison.Ordinal);
    }
}
