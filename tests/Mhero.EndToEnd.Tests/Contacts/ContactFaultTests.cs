using Mhero.Core;
using Mhero.Core.Storage.DeadLetters;
using Mhero.Core.Storage.Queues;
using Mhero.Core.Storage.SyncLog;
using Mhero.Simulator;
using Task = System.Threading.Tasks.Task;

namespace Mhero.EndToEnd.Tests.Contacts;

/// <summary>What breaks on the way: afterwards nothing is lost and nothing doubled.</summary>
public sealed class ContactFaultTests(SyncWorld world) : IClassFixture<SyncWorld>
{
    private DeadLetterStore DeadLetters => world.Host.Services.GetRequiredService<DeadLetterStore>();

    [Theory]
    [InlineData("error")]
    [InlineData("page")]
    [InlineData("drop")]
    [InlineData("drop-after-work")]
    [InlineData("hang-after-work")]
    [InlineData("throttled")]
    [InlineData("malformed")]
    public async Task ContactCreate_Fails_EndsWithOneContact(string fault)
    {
        var number = SyncWorld.NewNumber();
        var rule = world.RapidPro.Faults.Add(new FaultRule(EffectOf(fault)) { Method = "POST", Endpoint = "contacts", When = r => r.Body.Contains(number[1..]), Times = 2 });
        var worker = await world.AddWorkerAsync("Faulty Create", number);

        await world.SettleAsync();

        world.RapidPro.Faults.Remove(rule);
        Assert.True(rule.Applied > 0, "The fault was never met.");
        Assert.Single(world.RapidPro.Workspace.Contacts, c => c.Fields.GetValueOrDefault("globalid") == worker.Id);
        Assert.Equal(world.ContactOf(number).Uuid.ToString(), SyncWorld.ContactUuidOf(await world.ReadWorkerAsync(worker.Id!)));
    }

    [Theory]
    [InlineData("error")]
    [InlineData("drop-after-work")]
    [InlineData("throttled")]
    public async Task LinkOfANewPractitioner_Fails_EndsWithOnePractitioner(string fault)
    {
        var number = SyncWorld.NewNumber();
        var contact = world.RapidPro.Workspace.AddContact(new SimulatedContact { Name = "Faulty " + fault, Urns = ["tel:" + number] });
        var rule = world.RapidPro.Faults.Add(new FaultRule(EffectOf(fault)) { Method = "POST", Endpoint = "contacts", When = r => r.Query.Contains(contact.Uuid.ToString()), Times = 6 });

        await world.SettleAsync();

        world.RapidPro.Faults.Remove(rule);
        Assert.True(rule.Applied > 0, "The fault was never met.");
        var id = world.RapidPro.Workspace.FindByUuid(contact.Uuid)!.Fields["globalid"]!;
        Assert.Equal(contact.Uuid.ToString(), SyncWorld.ContactUuidOf(await world.ReadWorkerAsync(id)));
        var page = await world.Fhir.SearchAsync(new Core.Fhir.FhirSearch("Practitioner").Where("identifier", Core.Fhir.MheroSystems.ContactUuid, contact.Uuid.ToString()));
        Assert.Single(page.Matches);
    }

    [Fact]
    public async Task RefusedForGood_BecomesADeadLetter_AndReplaysOnceMended()
    {
        var number = SyncWorld.NewNumber();
        var rule = world.RapidPro.Faults.Add(new FaultRule(FaultEffect.BadRequest()) { Method = "POST", Endpoint = "contacts", When = r => r.Body.Contains(number[1..]) });
        var worker = await world.AddWorkerAsync("Refused Forgood", number);

        var counts = await world.RoundAsync();

        Assert.Equal((1, 1), (counts[SyncCounts.DeadLetters], counts[SyncCounts.ContactsFailed]));
        var id = DeadLetterStore.IdFor(world.Settings["ContactsQueue"]!, $"Practitioner/{worker.Id}");
        var letter = (await DeadLetters.FindAsync(id))!;
        Assert.DoesNotContain(number, letter.Cause);

        world.RapidPro.Faults.Remove(rule);
        Assert.True(await DeadLetters.ReplayAsync(id));
        await world.Host.WaitUntilIdleAsync();

        Assert.Equal(worker.Id, world.ContactOf(number).Fields["globalid"]);
        Assert.Null(await DeadLetters.FindAsync(id));
    }

    [Fact]
    public async Task PollerFailsHalfWay_NothingIsSkipped()
    {
        var rule = world.RapidPro.Faults.Add(new FaultRule(FaultEffect.ServerError()) { Method = "GET", Endpoint = "contacts", Times = 10 });
        var number = SyncWorld.NewNumber();
        var contact = world.RapidPro.Workspace.AddContact(new SimulatedContact { Name = "After Outage", Urns = ["tel:" + number] });

        await world.Host.InvokeTimerAsync("SyncContacts");
        await world.Host.WaitUntilIdleAsync();
        var failed = (await world.Host.Services.GetRequiredService<SyncLogStore>().RecentAsync("contacts", 1)).Single();
        Assert.NotNull(failed.Error);

        world.RapidPro.Faults.Remove(rule);
        await world.SettleAsync();
        Assert.NotNull(world.RapidPro.Workspace.FindByUuid(contact.Uuid)!.Fields.GetValueOrDefault("globalid"));
    }

    [Fact]
    public async Task MessagesDoubledAndReordered_ChangeNothingTheSecondTime()
    {
        var numbers = Enumerable.Range(0, 5).Select(_ => SyncWorld.NewNumber()).ToList();
        foreach (var number in numbers)
        {
            await world.AddWorkerAsync("Double Delivery", number);
        }

        await world.SettleAsync();
        var queues = world.Host.Services.GetRequiredService<MessageQueues>();
        var before = world.RapidPro.Workspace.ContactCount;
        var contacts = numbers.Select(world.ContactOf).ToList();

        // The state as it was before the last change, delivered after it, and everything three times, backwards.
        foreach (var contact in contacts)
        {
            world.RapidPro.Workspace.Edit(contact.Uuid, c => c with { Name = "Newer Name" });
        }

        await world.SettleAsync();
        world.RapidPro.Requests.Reset();
        for (var time = 0; time < 3; time++)
        {
            foreach (var contact in Enumerable.Reverse(contacts))
            {
                var item = new JsonObject
                {
                    ["worker"] = null,
                    ["contact"] = new JsonObject
                    {
                        ["uuid"] = contact.Uuid.ToString(),
                        ["name"] = contact.Name,
                        ["status"] = "active",
                        ["urns"] = new JsonArray([.. contact.Urns.Select(u => JsonValue.Create(u))]),
                        ["fields"] = new JsonObject { ["globalid"] = contact.Fields["globalid"], ["mheroentitytype"] = "Practitioner" },
                        ["modifiedOn"] = contact.ModifiedOn!.Value.ToString("O"),
                    },
                };
                await queues.SendAsync(world.Settings["ContactsQueue"]!, new JsonObject { ["items"] = new JsonArray(item) }.ToJsonString());
                await queues.SendAsync(world.Settings["ContactsQueue"]!, $$"""{"items":[{"worker":"Practitioner/{{contact.Fields["globalid"]}}"}]}""");
            }
        }

        await world.Host.WaitUntilIdleAsync();

        Assert.Equal(before, world.RapidPro.Workspace.ContactCount);
        Assert.Equal(0, world.RapidPro.Requests.Count("POST", "contacts"));
        Assert.All(numbers, n => Assert.Equal("Newer Name", world.ContactOf(n).Name));
        Assert.All(contacts, c => Assert.Equal("Newer Name", $"{world.ReadWorkerAsync(c.Fields["globalid"]!).Result.Name.Single().Given.Single()} {world.ReadWorkerAsync(c.Fields["globalid"]!).Result.Name.Single().Family}"));
    }

    [Fact]
    public async Task UnreadableMessage_IsFiled_AndStopsNothing()
    {
        var queues = world.Host.Services.GetRequiredService<MessageQueues>();
        await queues.SendAsync(world.Settings["ContactsQueue"]!, "this is no message of ours");
        await world.Host.WaitUntilIdleAsync();

        var letter = Assert.Single(await DeadLetters.ListAsync(world.Settings["ContactsQueue"], 100), l => l.Code == SyncCodes.Unreadable);
        Assert.Equal("this is no message of ours", System.Text.Encoding.UTF8.GetString(Convert.FromBase64String(JsonNode.Parse(letter.Payload)!["raw"]!.GetValue<string>())));
        await DeadLetters.RemoveAsync(letter.Id);
    }

    [Fact]
    public async Task Throttled_WaitsAsToldWithoutUsingUpAttempts()
    {
        var number = SyncWorld.NewNumber();
        var rule = world.RapidPro.Faults.Add(new FaultRule(FaultEffect.Throttled(1)) { Method = "POST", Endpoint = "contacts", When = r => r.Body.Contains(number[1..]), Times = 3 });
        await world.AddWorkerAsync("Patient One", number);

        await world.SettleAsync();

        world.RapidPro.Faults.Remove(rule);
        Assert.Equal(3, rule.Applied);
        Assert.NotNull(world.ContactOf(number).Fields["globalid"]);
        Assert.Equal(0, await DeadLetters.CountAsync());
    }

    private static FaultEffect EffectOf(string fault) => fault switch
    {
        "error" => FaultEffect.ServerError(),
        "page" => FaultEffect.ServerErrorPage(),
        "drop" => FaultEffect.Drop(),
        "drop-after-work" => FaultEffect.DropAfterWork(),
        "hang-after-work" => FaultEffect.HangAfterWork(),
        "throttled" => FaultEffect.Throttled(1),
        "malformed" => FaultEffect.MalformedJson(),
        _ => throw new ArgumentOutOfRangeException(nameof(fault)),
    };
}
