using System.Net;
using Hl7.Fhir.Model;
using Mhero.Core.Fhir;
using Mhero.Core.Messaging;
using Mhero.EndToEnd.Tests.Contacts;
using Mhero.EndToEnd.Tests.Fixtures;
using Mhero.Simulator;
using Task = System.Threading.Tasks.Task;

namespace Mhero.EndToEnd.Tests.Messaging.OptOut;

/// <summary>What it costs when there is nothing to do, faults, people nobody knows, and the tag.</summary>
public sealed class OptOutQuietTests(OptOutWorld world) : IClassFixture<OptOutWorld>
{
    [Fact]
    public async Task SecondRound_NothingChanged_WritesNothingAndReadsFlagsOnce()
    {
        for (var i = 0; i < 3; i++)
        {
            var (_, contact, _) = await world.AddPersonAsync();
            world.Answer(contact, "Stop");
        }

        await world.ReadAsync("runs");
        await world.SyncAsync();
        world.RapidPro.Requests.Reset();
        world.Registry.Reset();

        await world.ReadAsync("runs");
        await world.SyncAsync();

        Assert.Empty(world.Registry.Calls.SelectMany(c => c.Writes));
        Assert.Equal(0, world.RapidPro.Requests.Counts.Where(c => c.Key.Method == "POST").Sum(c => c.Value));
        Assert.Single(world.Registry.Calls, c => c.Path.Contains("/Flag", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(FhirFault.Unavailable)]
    [InlineData(FhirFault.Drop)]
    [InlineData(FhirFault.DropAfterWork)]
    public async Task Answer_RegistryFails_IsMarkedOnceInTheEnd(FhirFault fault)
    {
        var (person, contact, _) = await world.AddPersonAsync();
        var left = 2;
        world.Registry.Reset();
        world.Registry.Plan = call => call.Writes.Any(w => w.EndsWith(" Flag", StringComparison.Ordinal)) && Interlocked.Decrement(ref left) >= 0 ? fault : FhirFault.None;

        world.Answer(contact, "Stop");
        await world.ReadAsync("runs");
        await world.IdleAsync();

        Assert.True(world.Registry.Faults > 0);
        world.Registry.Reset();
        Assert.Equal(Flag.FlagStatus.Active, (await world.FlagOfAsync(person)).Status);
        Assert.True(world.IsInGroup(contact));
        await world.SyncAsync();
        await world.AssertOutAsync(person, contact);
        Assert.Empty(await world.ConflictsOfAsync(person));
    }

    [Fact]
    public async Task Answer_RapidProFails_JoinsInTheEnd()
    {
        var (person, contact, _) = await world.AddPersonAsync();
        world.RapidPro.Faults.Add(new FaultRule(FaultEffect.ServerError()) { Method = "POST", Endpoint = "contact_actions", Times = 2 });

        world.Answer(contact, "Stop");
        await world.ReadAsync("runs");
        await world.IdleAsync();

        Assert.True(world.IsInGroup(contact));
        Assert.Equal(Flag.FlagStatus.Active, (await world.FlagOfAsync(person)).Status);
    }

    [Fact]
    public async Task Group_DeletedMeanwhile_IsMadeAgain()
    {
        var (_, first, _) = await world.AddPersonAsync();
        world.Answer(first, "Stop");
        await world.ReadAsync("runs");
        var (_, second, _) = await world.AddPersonAsync();
        await DeleteGroupAsync();

        world.Answer(second, "Stop");
        await world.ReadAsync("runs");
        await world.IdleAsync();

        Assert.True(world.IsInGroup(second));
    }

    /// <summary>Two instances that hear of it at the same moment.</summary>
    [Fact]
    public async Task Answer_TwoInstances_MakeOneFlag()
    {
        var (person, contact, _) = await world.AddPersonAsync();
        await using var other = await world.StartHostAsync();
        var run = world.Answer(contact, "Stop");

        await Task.WhenAll(Enumerable.Range(0, 8).Select(i => world.PostAnswerAsync(contact, "Stop", run.Uuid, i % 2 == 0 ? null : other)));
        await world.IdleAsync();
        await world.IdleAsync(other);

        Assert.Equal(Flag.FlagStatus.Active, (await world.FlagOfAsync(person)).Status);
        Assert.True(world.IsInGroup(contact));
    }

    /// <summary>A contact that is no worker's yet is heard; once it is known whose it is, the registry is told.</summary>
    [Fact]
    public async Task Answer_OfNobodyKnown_CountsOnceTheContactIsLinked()
    {
        var settings = world.SettingsWith(
            ("Mhero:Contacts:ImportGroups:0", "Imported"), ("Mhero:OptOut:ContactWaits", "1"), ("Mhero:Runs:ContactWaits", "0"));
        await using var host = await world.StartHostAsync(settings);
        await world.RoundAsync(host);
        var contact = world.AddContact("Not Yet Known");
        await world.RoundAsync(host);

        await world.PostAnswerAsync(contact.Uuid, "Stop", Guid.NewGuid(), host);
        await world.IdleAsync(host);
        Assert.True(world.IsInGroup(contact.Uuid));

        world.RapidPro.Workspace.AddGroup("Imported");
        world.RapidPro.Workspace.Edit(contact.Uuid, c => c with { Groups = [.. c.Groups, "Imported"] });
        await world.SyncAsync(host);

        var person = "Practitioner/" + world.RapidPro.Workspace.FindByUuid(contact.Uuid)!.Fields["globalid"];
        Assert.Equal(Flag.FlagStatus.Active, (await world.FlagOfAsync(person)).Status);
        await world.AssertOutAsync(person, contact.Uuid, host);
    }

    /// <summary>Somebody is marked before there is a contact; it joins the group when it is made.</summary>
    [Fact]
    public async Task Flag_BeforeThereIsAContact_NewContactJoinsTheGroup()
    {
        var worker = await world.AddWorkerAsync("No Contact");
        var person = $"Practitioner/{worker.Id}";
        await world.SyncAsync();
        await world.SetFlagAsync(person);
        await world.SyncAsync();
        var number = SyncWorld.NewNumber();

        await world.EditWorkerAsync(worker.Id!, p => p.Telecom.Add(new ContactPoint(ContactPoint.ContactPointSystem.Phone, ContactPoint.ContactPointUse.Mobile, number)));
        await world.SettleAsync();

        Assert.True(world.IsInGroup(world.ContactOf(number).Uuid));
        await world.AssertOutAsync(person, world.ContactOf(number).Uuid);
    }

    /// <summary>A contact that was stopped before mHero came.</summary>
    [Fact]
    public async Task Stopped_BeforeTheFirstReading_IsMarked()
    {
        var contact = world.RapidPro.Workspace.AddContact(new SimulatedContact { Name = "Long Gone", Urns = ["tel:" + SyncWorld.NewNumber()], Status = "stopped" });

        await world.SettleAsync();

        var person = "Practitioner/" + world.RapidPro.Workspace.FindByUuid(contact.Uuid)!.Fields["globalid"];
        Assert.Equal(Flag.FlagStatus.Active, (await world.FlagOfAsync(person)).Status);
    }

    /// <summary>A request for later is accepted first, and the person opts out before it goes out.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Flag_SetBetweenRequestAndSending_LeavesOutWhatIsNotUrgent(bool isUrgent)
    {
        var clock = new ShiftedTime(TimeSpan.Zero);
        await using var host = await world.StartHostAsync(world.SettingsWith(), time: clock);
        await world.SettleAsync(host);
        var (person, contact, _) = await world.AddPersonAsync(host);
        var text = "For later " + Guid.NewGuid();
        var request = MessagingWorld.Request(text, person);
        request.Priority = isUrgent ? RequestPriority.Urgent : null;
        request.Occurrence = new FhirDateTime(clock.GetUtcNow().AddHours(1));
        var messages = new MessagingWorld { Sync = world };
        var (_, id, _) = await messages.PostAsync(request, host: host);

        await world.SetFlagAsync(person);
        clock.By = TimeSpan.FromHours(2);
        await host.Services.GetRequiredService<MessageSending>().HandleAsync($$"""{"items":[{"request":"{{id}}","chunk":0}]}""", default);
        var progress = await messages.CompleteAsync(id!.Value, host);

        Assert.Equal(isUrgent, world.RapidPro.Workspace.CountMessages(text).ContainsKey(contact));
        Assert.Equal(isUrgent ? 1 : 0, progress.Recipients.GetValueOrDefault("completed"));
    }

    [Fact]
    public async Task Tag_BySetting_TravelsBothWays()
    {
        await using var host = await world.StartHostAsync(world.SettingsWith(("Mhero:OptOut:WriteTag", "true")));
        await world.SettleAsync(host);
        await world.FlagsAsync(host);
        var (person, contact, _) = await world.AddPersonAsync(host);
        var id = person.Split('/')[1];

        await world.PostAnswerAsync(contact, "Stop", Guid.NewGuid(), host);
        await world.IdleAsync(host);
        Assert.True(IsTagged(await world.ReadWorkerAsync(id)));
        Assert.Equal("Opt", (await world.ReadWorkerAsync(id)).Name.Single().Given.Single());
        Assert.Equal(Flag.FlagStatus.Active, (await world.FlagOfAsync(person)).Status);
        await world.AssertOutAsync(person, contact, host);

        // Somebody takes the tag away.
        await world.EditWorkerAsync(id, p => p.Meta!.Tag.RemoveAll(t => t.Code == MheroSystems.OptedOutTag));
        await world.SyncAsync(host);
        Assert.Equal(Flag.FlagStatus.Inactive, (await world.FlagOfAsync(person)).Status);
        Assert.False(world.IsInGroup(contact));
        await world.AssertInAsync(person, contact, host);

        // Somebody sets it.
        await world.EditWorkerAsync(id, p => (p.Meta ??= new Meta()).Tag.Add(new Coding(MheroSystems.Tags, MheroSystems.OptedOutTag)));
        await world.SyncAsync(host);
        Assert.Equal(Flag.FlagStatus.Active, (await world.FlagOfAsync(person)).Status);
        Assert.True(world.IsInGroup(contact));

        // The Flag ended, the tag goes along; and then there is nothing left to do.
        await world.EndFlagAsync(await world.FlagOfAsync(person));
        await world.SyncAsync(host);
        Assert.False(IsTagged(await world.ReadWorkerAsync(id)));
        Assert.False(world.IsInGroup(contact));
        await world.SettleAsync(host);
        world.Registry.Reset();
        await world.SyncAsync(host);
        Assert.Empty(world.Registry.Calls.SelectMany(c => c.Writes));
    }

    /// <summary>In R4 a Person can be the subject of no Flag.</summary>
    [Fact]
    public async Task Answer_OfAPerson_IsTaggedWhateverTheSetting()
    {
        var contact = world.RapidPro.Workspace.AddContact(new SimulatedContact
        {
            Name = "Some Person",
            Urns = ["tel:" + SyncWorld.NewNumber()],
            Fields = new Dictionary<string, string?> { ["mheroentitytype"] = "Person" },
        }).Uuid;
        await world.SettleAsync();
        var id = world.RapidPro.Workspace.FindByUuid(contact)!.Fields["globalid"]!;

        world.Answer(contact, "Stop");
        await world.ReadAsync("runs");
        Assert.True(OptOutTagOf(await world.Fhir.ReadAsync<Person>(id)));
        Assert.Empty((await world.Fhir.SearchAsync(new FhirSearch("Flag").WhereAny("subject", $"Person/{id}"))).Matches);
        await world.AssertOutAsync($"Person/{id}", contact);

        world.Answer(contact, "Again");
        await world.ReadAsync("runs");
        Assert.False(OptOutTagOf(await world.Fhir.ReadAsync<Person>(id)));
        await world.AssertInAsync($"Person/{id}", contact);
    }

    [Fact]
    public async Task Start_ByHttp_ReadsTheFlags()
    {
        var (person, contact, _) = await world.AddPersonAsync();
        await world.SetFlagAsync(person);
        using var client = new MessagingWorld { Sync = world }.Client();

        using var answer = await client.PostAsync("sync/opt-outs", null);
        await world.IdleAsync();

        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
        Assert.True(world.IsInGroup(contact));
    }

    private async Task DeleteGroupAsync()
    {
        using var client = new HttpClient { BaseAddress = world.RapidPro.BaseUrl };
        client.DefaultRequestHeaders.Add("Authorization", "Token " + world.RapidPro.Options.Token);
        var group = world.RapidPro.Workspace.Groups.Single(g => g.Name == OptOutWorld.Group);
        using var answer = await client.DeleteAsync($"api/v2/groups.json?uuid={group.Uuid}");
        Assert.Equal(HttpStatusCode.NoContent, answer.StatusCode);
    }

    private static bool IsTagged(Practitioner worker) => OptOutTagOf(worker);

    private static bool OptOutTagOf(Resource? person) =>
        person!.Meta!.Tag.Any(t => t is { System: MheroSystems.Tags, Code: MheroSystems.OptedOutTag });
}
