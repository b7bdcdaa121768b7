using Hl7.Fhir.Model;
using Mhero.Core.Fhir;
using Mhero.Simulator;
using Task = System.Threading.Tasks.Task;

namespace Mhero.EndToEnd.Tests.Runs;

/// <summary>What was written before its contact was linked names the health worker afterwards.</summary>
public sealed class UnlinkedAnswerTests(RunWorld world) : IClassFixture<RunWorld>
{
    [Fact]
    public async Task RunAndMessageOfAContactThatIsLinkedLater_NameTheWorkerAfterwards()
    {
        await using var host = await world.StartHostAsync(world.SettingsWith(("Mhero:Runs:ContactWaits", "0"), ("Mhero:Contacts:ImportGroups:0", "Imported later")));
        await world.RoundAsync(host);
        var group = world.RapidPro.Workspace.AddGroup("Imported later");
        var contact = world.AddContact("Linked Later");
        var flow = world.AddFlow("Before the link", ("Age", "number"));
        var run = world.AddRun(flow, contact, "completed", ("age", "7|Number"));
        var message = world.RapidPro.Workspace.AddMessage(new SimulatedMessage { Contact = contact.Uuid, Text = "Before the link" });
        await world.ReadAsync("flows", host);
        await world.ReadAsync("runs", host);
        await world.ReadAsync("messages", host);
        Assert.Null((await world.ResponseOfAsync(run)).Source?.Reference);
        Assert.Null((await CommunicationOfAsync(message)).Sender?.Reference);

        world.RapidPro.Workspace.Edit(contact.Uuid, c => c with { Groups = [group.Name] });
        await world.SettleAsync(host);
        await world.IdleAsync(host);

        var worker = $"Practitioner/{world.RapidPro.Workspace.FindByUuid(contact.Uuid)!.Fields["globalid"]}";
        Assert.Equal(worker, (await world.ResponseOfAsync(run)).Source?.Reference);
        Assert.Equal(worker, (await CommunicationOfAsync(message)).Sender?.Reference);

        world.Registry.Reset();
        await world.ReadAsync("runs", host);
        await world.ReadAsync("messages", host);
        Assert.Empty(world.Registry.Calls.SelectMany(c => c.Writes));
    }

    private async Task<Communication> CommunicationOfAsync(SimulatedMessage message) => Assert.IsType<Communication>(Assert.Single(
        (await world.Fhir.SearchAsync(new FhirSearch("Communication").Where("identifier", MheroSystems.MessageId, message.Id.ToString()))).Matches));
}
