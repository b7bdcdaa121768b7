using System.Collections.Concurrent;
using Mhero.Core.Storage.Queues;
using Mhero.Core.Storage.Reviews;
using Mhero.Simulator;

namespace Mhero.EndToEnd.Tests.Contacts;

/// <summary>
/// Two workers exchanged their numbers, and two instances handle one of them each. The look before a number is given to a contact and the write
/// that gives it are forced into each order that can make a difference.
/// </summary>
public sealed class NumberExchangeOrderTests(SyncWorld world) : IClassFixture<SyncWorld>
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Theory]
    [InlineData("look A, look B, write A, write B")]
    [InlineData("look A, look B, write B, write A")]
    [InlineData("look A, write A, look B, write B")]
    public async Task Exchange_TwoInstancesInThisOrder_GivesEachContactItsNumber(string order)
    {
        var (first, second) = (SyncWorld.NewNumber(), SyncWorld.NewNumber());
        var (a, b) = (await world.AddWorkerAsync("Exchange A", first), await world.AddWorkerAsync("Exchange B", second));
        await world.SettleAsync();
        var (contactA, contactB) = (world.ContactOf(first).Uuid, world.ContactOf(second).Uuid);
        await world.EditWorkerAsync(a.Id!, p => p.Telecom[0].Value = second);
        await world.EditWorkerAsync(b.Id!, p => p.Telecom[0].Value = first);

        var steps = new Steps(order.Split(", "), request => (request.Method, request.Endpoint) switch
        {
            ("GET", "contacts") when request.Query.Contains(second[1..], StringComparison.Ordinal) => "look A",
            ("GET", "contacts") when request.Query.Contains(first[1..], StringComparison.Ordinal) => "look B",
            ("POST", "contacts") when request.Query.Contains(contactA.ToString(), StringComparison.Ordinal) => "write A",
            ("POST", "contacts") when request.Query.Contains(contactB.ToString(), StringComparison.Ordinal) => "write B",
            _ => null,
        }, step => step switch
        {
            "write A" => world.RapidPro.Workspace.FindByUuid(contactA)!.Urns.Contains("tel:" + second),
            "write B" => world.RapidPro.Workspace.FindByUuid(contactB)!.Urns.Contains("tel:" + first),
            _ => true,
        });
        var rule = world.RapidPro.Faults.Add(new FaultRule(FaultEffect.Delay(TimeSpan.Zero)) { When = steps.Pass });
        await using (var other = await world.StartHostAsync(world.Settings))
        {
            var queues = world.Host.Services.GetRequiredService<MessageQueues>();
            await queues.SendAsync(world.Settings["ContactsQueue"]!, $$"""{"items":[{"worker":"Practitioner/{{a.Id}}"}]}""");
            await queues.SendAsync(world.Settings["ContactsQueue"]!, $$"""{"items":[{"worker":"Practitioner/{{b.Id}}"}]}""");
            using var patience = new CancellationTokenSource(Patience);
            await world.Host.WaitUntilIdleAsync(patience.Token);
            await other.WaitUntilIdleAsync(patience.Token);
        }

        world.RapidPro.Faults.Remove(rule);
        Assert.Equal(order, string.Join(", ", steps.Passed));
        await world.SettleAsync();
        Assert.Equal(["tel:" + second], world.RapidPro.Workspace.FindByUuid(contactA)!.Urns);
        Assert.Equal(["tel:" + first], world.RapidPro.Workspace.FindByUuid(contactB)!.Urns);
        Assert.Equal([second], (await world.ReadWorkerAsync(a.Id!)).Telecom.Select(t => t.Value));
        Assert.Equal([first], (await world.ReadWorkerAsync(b.Id!)).Telecom.Select(t => t.Value));
        var reviews = world.Host.Services.GetRequiredService<ReviewStore>();
        Assert.Null(await reviews.FindAsync(ReviewStore.IdFor($"Practitioner/{a.Id}")));
        Assert.Null(await reviews.FindAsync(ReviewStore.IdFor($"Practitioner/{b.Id}")));
    }

    /// <summary>Holds each step until the steps before it are done; a step that comes again passes.</summary>
    private sealed class Steps(string[] order, Func<SimulatedRequest, string?> nameOf, Func<string, bool> isDone)
    {
        private readonly ConcurrentQueue<string> _passed = new();

        public IEnumerable<string> Passed => _passed;

        public bool Pass(SimulatedRequest request)
        {
            if (nameOf(request) is not { } step || _passed.Contains(step))
            {
                return false;
            }

            var before = order[..Array.IndexOf(order, step)];
            SpinWait.SpinUntil(() => before.All(s => _passed.Contains(s) && isDone(s)), Patience);
            lock (_passed)
            {
                if (!_passed.Contains(step))
                {
                    _passed.Enqueue(step);
                }
            }

            return false;
        }
    }
}
