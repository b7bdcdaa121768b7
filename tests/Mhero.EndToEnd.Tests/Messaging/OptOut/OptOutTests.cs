using Hl7.Fhir.Model;
using Mhero.Core;
using Mhero.Core.Fhir;
using Mhero.Core.Messaging;
using Mhero.Core.Monitoring;
using Mhero.Core.Storage.DeadLetters;
using Mhero.Functions.Timers;
using Mhero.Simulator;
using Task = System.Threading.Tasks.Task;

namespace Mhero.EndToEnd.Tests.Messaging.OptOut;

/// <summary>Each way to leave and each way to come back, from one side to the other.</summary>
public sealed class OptOutTests(OptOutWorld world) : IClassFixture<OptOutWorld>
{
    [Fact]
    public async Task Stop_ByKeyword_IsMarkedAndTheNextMessageUndoesIt()
    {
        var (person, contact, number) = await world.AddPersonAsync();

        await world.RapidPro.Workspace.ReceiveAsync(number, "stop");
        Assert.Equal("stopped", world.RapidPro.Workspace.FindByUuid(contact)!.Status);
        await world.SyncAsync();

        Assert.Equal(Flag.FlagStatus.Active, (await world.FlagOfAsync(person)).Status);
        Assert.Equal((false, MessagingCodes.OptedOut), await world.SendAsync(person, contact));
        Assert.Equal((false, MessagingCodes.ContactStopped), await world.SendAsync(person, contact, isUrgent: true));

        await world.RapidPro.Workspace.ReceiveAsync(number, "I have a question");
        await world.SyncAsync();

        Assert.Equal(Flag.FlagStatus.Inactive, (await world.FlagOfAsync(person)).Status);
        Assert.False(world.IsInGroup(contact));
        await world.AssertInAsync(person, contact);
    }

    [Fact]
    public async Task Flag_GroupIsASmartGroup_CountsWithoutTheGroupAndTheStatusSaysSo()
    {
        world.RapidPro.Workspace.AddGroup("Smart out", "name = nobody");
        await using var host = await world.StartHostAsync(world.SettingsWith(("Mhero:OptOut:Group", "Smart out")));
        await world.SyncAsync(host);
        var (person, contact, _) = await world.AddPersonAsync(host);
        await world.SetFlagAsync(person);

        await world.SyncAsync(host);

        Assert.DoesNotContain("Smart out", world.RapidPro.Workspace.FindByUuid(contact)!.Groups);
        Assert.Contains(world.Log.All, l => l.Id == 5053);
        Assert.Equal(0, await host.Services.GetRequiredService<DeadLetterStore>().CountAsync());
        var issue = Assert.Single((await host.Services.GetRequiredService<StatusReader>().ReadAsync(default)).Groups);
        Assert.Equal((SyncCodes.SmartGroup, "Mhero__OptOut__Group", "Smart out"), (issue.Code, issue.Place, issue.Group));
    }

    /// <summary>The setting names the flow by its name, and RapidPro's runs name it by the new one.</summary>
    [Fact]
    public async Task Answer_InAFlowThatWasRenamed_CountsAsBefore()
    {
        var name = "Wanted " + Guid.NewGuid();
        var flow = world.RapidPro.Workspace.AddFlow(FlowText.Of(Guid.NewGuid(), name, ("Messages", "Stop Again")));
        await using var host = await world.StartHostAsync(world.SettingsWith(("Mhero:OptOut:Flows:ask:Flow", name), ("Mhero:Cache:MaxAge", "00:00:00")));
        await host.InvokeTimerAsync(nameof(SyncFlows));
        await world.IdleAsync(host);
        var (person, contact, _) = await world.AddPersonAsync(host);

        world.RapidPro.Workspace.EditFlow(flow.Uuid, d => d["name"] = "Another " + name);
        world.AddRun(flow, world.RapidPro.Workspace.FindByUuid(contact)!, "completed", ("messages", "stop|Stop"));
        await host.InvokeTimerAsync(nameof(SyncRuns));
        await world.IdleAsync(host);

        Assert.Equal(Flag.FlagStatus.Active, (await world.FlagOfAsync(person)).Status);
        await world.AssertOutAsync(person, contact, host);
    }

    [Fact]
    public async Task Flag_IsDeleted_TheFullReconcileFindsItAndMessagesComeAgain()
    {
        var (person, contact, _) = await world.AddPersonAsync();
        var flag = await world.SetFlagAsync(person);
        await world.SyncAsync();
        await world.AssertOutAsync(person, contact);
        Assert.True((await world.Fhir.BatchAsync([FhirEntry.Delete("Flag", flag.Id!)]))[0].Succeeded);

        await world.Host.InvokeTimerAsync(nameof(ReconcileContacts));
        await world.IdleAsync();

        Assert.False(world.IsInGroup(contact));
        await world.AssertInAsync(person, contact);
    }

    [Fact]
    public async Task Stop_ByOperatorTwice_KeepsOneFlag()
    {
        var (person, contact, _) = await world.AddPersonAsync();
        var ids = new HashSet<string>();
        for (var i = 0; i < 2; i++)
        {
            world.RapidPro.Workspace.Edit(contact, c => c with { Status = "stopped" });
            await world.SyncAsync();
            var flag = await world.FlagOfAsync(person);
            Assert.Equal(Flag.FlagStatus.Active, flag.Status);
            ids.Add(flag.Id!);

            world.RapidPro.Workspace.Edit(contact, c => c with { Status = "active" });
            await world.SyncAsync();
            Assert.Equal(Flag.FlagStatus.Inactive, (await world.FlagOfAsync(person)).Status);
        }

        Assert.Single(ids);
        await world.AssertInAsync(person, contact);
    }

    [Theory]
    [InlineData("blocked")]
    [InlineData("archived")]
    public async Task PutAside_ByOperator_IsNoWordOfThePerson(string status)
    {
        var (person, contact, _) = await world.AddPersonAsync();

        world.RapidPro.Workspace.Edit(contact, c => c with { Status = status });
        await world.SyncAsync();

        Assert.Empty(await world.FlagsOfAsync(person));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Answer_ByWebhookTwiceAndByPoll_IsMarkedOnce(bool isNamed)
    {
        var (person, contact, _) = await world.AddPersonAsync();
        var run = world.Answer(contact, "Stop");

        await world.PostAnswerAsync(contact, "Stop", isNamed ? run.Uuid : null);
        await world.PostAnswerAsync(contact, "Stop", isNamed ? run.Uuid : null);
        await world.IdleAsync();
        var flag = await world.FlagOfAsync(person);
        Assert.Equal(Flag.FlagStatus.Active, flag.Status);
        Assert.True(world.IsInGroup(contact));
        await world.AssertOutAsync(person, contact);

        await world.ReadAsync("runs");
        await world.SyncAsync();
        Assert.Equal(flag.Meta!.VersionId, (await world.FlagOfAsync(person)).Meta!.VersionId);

        var again = world.Answer(contact, "Again");
        await world.PostAnswerAsync(contact, "Again", isNamed ? again.Uuid : null);
        await world.IdleAsync();
        if (!isNamed)
        {
            // So soon after another run a webhook that names none is taken for that one: the poller brings it.
            await world.ReadAsync("runs");
        }

        var ended = await world.FlagOfAsync(person);
        Assert.Equal((flag.Id, Flag.FlagStatus.Inactive), (ended.Id, ended.Status));
        Assert.False(world.IsInGroup(contact));
        await world.AssertInAsync(person, contact);

        // All of it once more, late: nobody leaves or comes back by it.
        await world.PostAnswerAsync(contact, "Stop", isNamed ? run.Uuid : null);
        await world.IdleAsync();
        await world.ReadAsync("runs");
        await world.SyncAsync();
        Assert.Equal(ended.Meta!.VersionId, (await world.FlagOfAsync(person)).Meta!.VersionId);
    }

    [Fact]
    public async Task Answer_ByPollAlone_IsMarkedAndUndone()
    {
        var (person, contact, _) = await world.AddPersonAsync();

        world.Answer(contact, "Stop");
        await world.ReadAsync("runs");
        Assert.Equal(Flag.FlagStatus.Active, (await world.FlagOfAsync(person)).Status);
        await world.AssertOutAsync(person, contact);

        world.Answer(contact, "Again");
        await world.ReadAsync("runs");
        Assert.Equal(Flag.FlagStatus.Inactive, (await world.FlagOfAsync(person)).Status);
        Assert.False(world.IsInGroup(contact));
        await world.AssertInAsync(person, contact);
    }

    /// <summary>Somebody thinks better of it before the run ends.</summary>
    [Fact]
    public async Task Answer_ChangedInTheSameRun_TheLaterCounts()
    {
        var (person, contact, _) = await world.AddPersonAsync();
        var run = world.Answer(contact, "Again");

        await world.PostAnswerAsync(contact, "Stop", run.Uuid);
        await world.IdleAsync();
        Assert.True(world.IsInGroup(contact));
        await world.PostAnswerAsync(contact, "Again", run.Uuid);
        await world.IdleAsync();
        await world.ReadAsync("runs");

        Assert.Equal(Flag.FlagStatus.Inactive, (await world.FlagOfAsync(person)).Status);
        await world.AssertInAsync(person, contact);
    }

    [Fact]
    public async Task Answer_BothInOneReading_TheLaterCounts()
    {
        var (person, contact, _) = await world.AddPersonAsync();

        world.Answer(contact, "Again");
        world.Answer(contact, "Stop");
        await world.ReadAsync("runs");

        await world.AssertOutAsync(person, contact);
        world.Answer(contact, "Stop");
        world.Answer(contact, "Again");
        await world.ReadAsync("runs");
        await world.AssertInAsync(person, contact);
    }

    /// <summary>Who said aloud that no messages are wanted, and then stopped too, does not come back by writing something.</summary>
    [Fact]
    public async Task Answer_ThenStopAndReactivation_StaysOut()
    {
        var (person, contact, number) = await world.AddPersonAsync();
        world.Answer(contact, "Stop");
        await world.ReadAsync("runs");
        await world.RapidPro.Workspace.ReceiveAsync(number, "STOP");
        await world.SyncAsync();
        Assert.False(world.IsInGroup(contact));

        await world.RapidPro.Workspace.ReceiveAsync(number, "Where is the training?");
        await world.SyncAsync();

        Assert.Equal(Flag.FlagStatus.Active, (await world.FlagOfAsync(person)).Status);
        Assert.True(world.IsInGroup(contact));
        await world.AssertOutAsync(person, contact);
    }

    [Fact]
    public async Task Flag_OfSomebodyElse_TravelsToRapidProAndBack()
    {
        var (person, contact, _) = await world.AddPersonAsync();

        var flag = await world.SetFlagAsync(person);
        await world.SyncAsync();
        Assert.True(world.IsInGroup(contact));
        Assert.Equal(flag.Id, (await world.FlagOfAsync(person)).Id);
        await world.AssertOutAsync(person, contact);

        await world.EndFlagAsync(flag);
        await world.SyncAsync();
        Assert.False(world.IsInGroup(contact));
        Assert.Equal(flag.Id, Assert.Single(await world.FlagsOfAsync(person)).Id);
        await world.AssertInAsync(person, contact);
    }

    [Fact]
    public async Task Flag_OfMheroEndedInTheRegistry_BringsThePersonBack()
    {
        var (person, contact, _) = await world.AddPersonAsync();
        world.Answer(contact, "Stop");
        await world.ReadAsync("runs");
        Assert.True(world.IsInGroup(contact));

        await world.Fhir.UpdateAsync<Flag>((await world.FlagOfAsync(person)).Id!, f =>
        {
            f.Status = Flag.FlagStatus.EnteredInError;
            return f;
        });
        await world.SyncAsync();

        Assert.False(world.IsInGroup(contact));
        await world.AssertInAsync(person, contact);
        Assert.Empty(await world.ConflictsOfAsync(person));
    }

    [Fact]
    public async Task Flag_OfSomebodyElse_IsEndedByTheAnswerAndKeepsWhatElseItSays()
    {
        var (person, contact, _) = await world.AddPersonAsync();
        await world.SetFlagAsync(person);
        await world.SyncAsync();

        world.Answer(contact, "Again");
        await world.ReadAsync("runs");

        var flag = await world.FlagOfAsync(person);
        Assert.Equal((Flag.FlagStatus.Inactive, "2026-01-01"), (flag.Status, flag.Period!.Start));
        Assert.False(world.IsInGroup(contact));
        await world.AssertInAsync(person, contact);
    }

    [Fact]
    public async Task Flag_OfAnotherKind_IsNoneOfOurs()
    {
        var (person, contact, _) = await world.AddPersonAsync();
        var flag = await world.SetFlagAsync(person);
        await world.Fhir.UpdateAsync<Flag>(flag.Id!, f =>
        {
            f.Code = new CodeableConcept("http://example.org/flags", "allergic-to-latex");
            return f;
        });

        await world.SyncAsync();

        Assert.False(world.IsInGroup(contact));
        await world.AssertInAsync(person, contact);
    }

    [Fact]
    public async Task Group_JoinedAndLeftByHand_TravelsToTheRegistry()
    {
        var (person, contact, _) = await world.AddPersonAsync();
        await EnsureGroupAsync();

        world.RapidPro.Workspace.Edit(contact, c => c with { Groups = [.. c.Groups, OptOutWorld.Group] });
        await world.SyncAsync();
        Assert.Equal(Flag.FlagStatus.Active, (await world.FlagOfAsync(person)).Status);
        await world.AssertOutAsync(person, contact);

        world.RapidPro.Workspace.Edit(contact, c => c with { Groups = [.. c.Groups.Where(g => g != OptOutWorld.Group)] });
        await world.SyncAsync();
        Assert.Equal(Flag.FlagStatus.Inactive, (await world.FlagOfAsync(person)).Status);
        await world.AssertInAsync(person, contact);
    }

    [Fact]
    public async Task BothAtOnce_StoppedAndFlagEnded_TheWishToGetNoneWins()
    {
        var (person, contact, _) = await world.AddPersonAsync();
        world.Answer(contact, "Stop");
        await world.ReadAsync("runs");
        await world.SyncAsync();

        world.RapidPro.Workspace.Edit(contact, c => c with { Status = "stopped" });
        await world.EndFlagAsync(await world.FlagOfAsync(person));
        await world.SyncAsync();

        Assert.Equal(Flag.FlagStatus.Active, (await world.FlagOfAsync(person)).Status);
        var conflict = Assert.Single(await world.ConflictsOfAsync(person));
        Assert.Equal(("messages", "wanted", "stopped", "RapidPro"), (conflict.Attribute, conflict.RegistryValue, conflict.RapidProValue, conflict.Winner));
    }

    [Fact]
    public async Task BothAtOnce_AnsweredAgainAndFlagSet_TheWishToGetNoneWins()
    {
        var (person, contact, _) = await world.AddPersonAsync();
        await world.SetFlagAsync(person);

        world.Answer(contact, "Again");
        await world.ReadAsync("runs");
        await world.SyncAsync();

        Assert.Equal(Flag.FlagStatus.Active, (await world.FlagOfAsync(person)).Status);
        Assert.True(world.IsInGroup(contact));
        var conflict = Assert.Single(await world.ConflictsOfAsync(person));
        Assert.Equal(("not wanted", "wanted", "Registry"), (conflict.RegistryValue, conflict.RapidProValue, conflict.Winner));
    }

    /// <summary>RapidPro's API cannot undo a stop: what the registry wants is done there, and said.</summary>
    [Fact]
    public async Task FlagEnded_ContactStillStopped_IsReported()
    {
        var (person, contact, _) = await world.AddPersonAsync();
        world.RapidPro.Workspace.Edit(contact, c => c with { Status = "stopped" });
        await world.SyncAsync();

        await world.EndFlagAsync(await world.FlagOfAsync(person));
        await world.SyncAsync();
        await world.SyncAsync();

        Assert.Equal(Flag.FlagStatus.Inactive, Assert.Single(await world.FlagsOfAsync(person)).Status);
        var conflict = Assert.Single(await world.ConflictsOfAsync(person));
        Assert.Equal(("wanted", "stopped", "Registry"), (conflict.RegistryValue, conflict.RapidProValue, conflict.Winner));
        Assert.Equal((false, MessagingCodes.ContactStopped), await world.SendAsync(person, contact));
    }

    private async Task EnsureGroupAsync()
    {
        if (world.RapidPro.Workspace.Groups.All(g => g.Name != OptOutWorld.Group))
        {
            world.RapidPro.Workspace.AddGroup(OptOutWorld.Group);
        }

        await world.SettleAsync();
    }
}
