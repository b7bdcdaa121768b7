using System.Net;
using Mhero.Core.Messaging;
using Mhero.EndToEnd.Tests.Contacts;
using Mhero.Simulator;
using Task = System.Threading.Tasks.Task;

namespace Mhero.EndToEnd.Tests.Messaging;

/// <summary>People who share a telephone (<c>tests/cases/18-shared-phone</c>): it gets the message once, or the answer says who is left out.</summary>
public sealed class SharedTelephoneTests(MessagingWorld world) : IClassFixture<MessagingWorld>
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Post_TwoWorkersOfOneContact_TheTelephoneGetsItOnce(bool contactWasThere)
    {
        var number = SyncWorld.NewNumber();
        var first = await world.Sync.AddWorkerAsync("Shared Esperance", number);
        var second = await world.Sync.AddWorkerAsync("Shared Vincent", number);
        if (contactWasThere)
        {
            world.RapidPro.Workspace.AddContact(new SimulatedContact { Name = "Esperance na Vincent", Urns = ["tel:" + number] });
        }

        await world.Sync.SettleAsync();

        var (status, id, outcome) = await world.PostAsync(MessagingWorld.Request("Once for both " + number, $"Practitioner/{first.Id}", $"Practitioner/{second.Id}"));

        Assert.Equal(HttpStatusCode.Accepted, status);
        Assert.Contains(outcome.Issue, i => $"{i.Diagnostics} {i.Details?.Text} {string.Join(' ', i.Details?.Coding.Select(c => c.Code) ?? [])}".Contains(MessagingCodes.SharedNumber));
        await world.CompleteAsync(id!.Value);
        Assert.Single(world.RapidPro.Workspace.Messages, m => m.Text == "Once for both " + number && m.Direction == "out");
    }

    [Fact]
    public async Task Post_OneOfTwoWhoShare_IsLeftOutWithTheReason()
    {
        var number = SyncWorld.NewNumber();
        var first = await world.Sync.AddWorkerAsync("Holder Oftelephone", number);
        var second = await world.Sync.AddWorkerAsync("Sharer Oftelephone", number);
        var third = (await world.AddPeopleAsync(1))[0];
        var holder = world.Sync.ContactOf(number).Fields["globalid"];
        var sharer = holder == first.Id ? second : first;

        var (status, _, outcome) = await world.PostAsync(MessagingWorld.Request("Left out " + number, $"Practitioner/{sharer.Id}", $"Practitioner/{third.Id}"));

        Assert.Equal(HttpStatusCode.Accepted, status);
        Assert.Contains(outcome.Issue, i => $"{i.Diagnostics} {i.Details?.Text} {string.Join(' ', i.Details?.Coding.Select(c => c.Code) ?? [])}".Contains(MessagingCodes.SharedNumber));
    }
}
