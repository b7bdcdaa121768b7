using Hl7.Fhir.Model;
using Mhero.EndToEnd.Tests.Fixtures;
using Mhero.Simulator;
using Task = System.Threading.Tasks.Task;

namespace Mhero.EndToEnd.Tests.Messaging;

/// <summary>Whatever befalls a POST or the process, each person gets the message once, by the simulator's own count.</summary>
public sealed class OutboxFaultTests(MessagingWorld world) : IClassFixture<MessagingWorld>
{
    private const int People = 25;
    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(3);

    public static TheoryData<string> Effects => ["error", "error after", "gateway after", "drop", "drop after", "hang after", "throttled", "malformed"];

    [Theory]
    [MemberData(nameof(Effects))]
    public async Task FaultAtThePost_EachPersonGetsItOnce(string effect)
    {
        var (request, text, contacts) = await PrepareAsync();
        var rule = world.RapidPro.Faults.Add(new FaultRule(EffectOf(effect)) { Method = "POST", Endpoint = "broadcasts", Times = 1, When = r => r.Body.Contains(text, StringComparison.Ordinal) });

        var (_, id, _) = await world.PostAsync(request);
        await world.CompleteAsync(id!.Value);

        Assert.Equal(1, rule.Applied);
        AssertOnce(text, contacts);
        Assert.Equal(People, (await world.CommunicationsAsync(id.Value)).Count(c => c.Status == EventStatus.Completed));
    }

    [Fact]
    public async Task DeletedContact_TheOthersGetIt()
    {
        var (request, text, contacts) = await PrepareAsync();
        world.RapidPro.Workspace.Edit(contacts[3], c => c with { Deleted = true });

        var (_, id, _) = await world.PostAsync(request);
        await world.CompleteAsync(id!.Value);

        AssertOnce(text, [.. contacts.Where(c => c != contacts[3])]);
    }

    [Theory]
    [InlineData("before the claim")]
    [InlineData("before the POST")]
    [InlineData("after the POST")]
    [InlineData("before the Communications")]
    public async Task KilledAtAStep_EachPersonGetsItOnce(string step)
    {
        var (request, text, contacts) = await PrepareAsync();
        var settings = new Dictionary<string, string?>(world.Sync.Settings) { ["CommunicationsQueue"] = "kill-" + Guid.NewGuid() };
        var doomed = await world.Sync.StartHostAsync(settings, Lease);
        bool Mine(SimulatedRequest r) => r.Body.Contains(text, StringComparison.Ordinal);
        var rule = step switch
        {
            "before the POST" => world.RapidPro.Faults.Add(new FaultRule(FaultEffect.Hang()) { Method = "POST", Endpoint = "broadcasts", Times = 1, When = Mine }),
            "after the POST" => world.RapidPro.Faults.Add(new FaultRule(FaultEffect.HangAfterWork()) { Method = "POST", Endpoint = "broadcasts", Times = 1, When = Mine }),
            _ => null,
        };
        var (_, id, _) = await world.PostAsync(request, host: doomed);
        while (rule is { Applied: 0 } || (step == "before the Communications" && world.RapidPro.Workspace.CountMessages(text).Count == 0 && !world.RapidPro.Workspace.Broadcasts.Any(b => b.Text.Values.Contains(text))))
        {
            await Task.Delay(5);
        }

        await doomed.AbortAsync();
        await doomed.DisposeAsync();
        // What died while it wrote Communications keeps its claim on them for three minutes.
        await using var survivor = await world.Sync.StartHostAsync(settings, Lease, new ShiftedTime(TimeSpan.FromMinutes(4)));
        await world.CompleteAsync(id!.Value, survivor);

        AssertOnce(text, contacts);
        Assert.Equal(People, (await world.CommunicationsAsync(id.Value)).Select(c => c.Identifier[0].Value).Distinct().Count());
    }

    private async Task<(CommunicationRequest Request, string Text, List<Guid> Contacts)> PrepareAsync()
    {
        var people = await world.AddPeopleAsync(People);
        var text = "Fault " + Guid.NewGuid();
        return (MessagingWorld.Request(text, [.. people.Select(p => $"Practitioner/{p.Id}")]), text, people.ConvertAll(world.ContactOf));
    }

    private void AssertOnce(string text, List<Guid> contacts)
    {
        var counts = world.RapidPro.Workspace.CountMessages(text);
        Assert.Equal(contacts.Order(), counts.Keys.Order());
        Assert.All(counts.Values, n => Assert.Equal(1, n));
    }

    private static FaultEffect EffectOf(string name) => name switch
    {
        "error" => FaultEffect.ServerError(),
        "error after" => FaultEffect.ServerErrorAfterWork(),
        "gateway after" => FaultEffect.GatewayTimeoutAfterWork(),
        "drop" => FaultEffect.Drop(),
        "drop after" => FaultEffect.DropAfterWork(),
        "hang after" => FaultEffect.HangAfterWork(),
        "throttled" => FaultEffect.Throttled(3),
        _ => FaultEffect.MalformedJson(),
    };
}
