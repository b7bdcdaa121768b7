using Hl7.Fhir.Model;
using Mhero.EndToEnd.Tests.Fixtures;
using Mhero.Simulator;
using Task = System.Threading.Tasks.Task;

namespace Mhero.EndToEnd.Tests.Messaging;

/// <summary>
/// Each person gets the message once, by the simulator's own count. All faults and the death of the process at each operation are tested by
/// <c>OutboxFaultTests</c> of the simulation; only this one has a real time-out of HTTP and a host that is killed.
/// </summary>
public sealed class OutboxFaultTests(MessagingWorld world) : IClassFixture<MessagingWorld>
{
    private const int People = 25;
    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(3);

    [Fact]
    public async Task AnswerOfThePostIsLost_EachPersonGetsItOnce()
    {
        var (request, text, contacts) = await PrepareAsync();
        var rule = world.RapidPro.Faults.Add(new FaultRule(FaultEffect.HangAfterWork()) { Method = "POST", Endpoint = "broadcasts", Times = 1, When = r => r.Body.Contains(text, StringComparison.Ordinal) });

        var (_, id, _) = await world.PostAsync(request);
        await world.CompleteAsync(id!.Value);

        Assert.Equal(1, rule.Applied);
        AssertOnce(text, contacts);
        Assert.Equal(People, (await world.CommunicationsAsync(id.Value)).Count(c => c.Status == EventStatus.Completed));
    }

    [Fact]
    public async Task KilledAfterThePost_EachPersonGetsItOnce()
    {
        var (request, text, contacts) = await PrepareAsync();
        var settings = new Dictionary<string, string?>(world.Sync.Settings) { ["CommunicationsQueue"] = "kill-" + Guid.NewGuid() };
        var doomed = await world.Sync.StartHostAsync(settings, Lease);
        var rule = world.RapidPro.Faults.Add(new FaultRule(FaultEffect.HangAfterWork()) { Method = "POST", Endpoint = "broadcasts", Times = 1, When = r => r.Body.Contains(text, StringComparison.Ordinal) });
        var (_, id, _) = await world.PostAsync(request, host: doomed);
        await Eventually.HoldsAsync(() => rule.Applied > 0);

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
}
