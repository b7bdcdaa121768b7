using System.Net;
using Mhero.Core.Storage.Retention;
using Mhero.Core.Storage.SyncLog;
using Mhero.EndToEnd.Tests.Fixtures;
using Mhero.Functions.Timers;

namespace Mhero.EndToEnd.Tests.Messaging;

/// <summary>The timer that removes rows at their age, over a message that was sent a long time ago.</summary>
public sealed class RetentionTests(MessagingWorld world) : IClassFixture<MessagingWorld>
{
    [Fact]
    public async Task PurgeStorage_MessageIsOld_IsRemovedAndARepeatOfItsRequestSendsNothing()
    {
        var person = (await world.AddPeopleAsync(1))[0];
        var text = "Once only " + Guid.NewGuid();
        var request = MessagingWorld.Request(text, $"Practitioner/{person.Id}");
        var (_, id, _) = await world.PostAsync(request, "a-key-of-old");
        await world.CompleteAsync(id!.Value);
        await using var later = await world.Sync.StartHostAsync(time: new ShiftedTime(TimeSpan.FromDays(401)));

        await later.InvokeTimerAsync(nameof(PurgeStorage));

        var entry = Assert.Single(await later.Services.GetRequiredService<SyncLogStore>().RecentAsync(Purge.Kind, 1));
        Assert.Null(entry.Error);
        Assert.True(entry.Counts["removed.outbox"] >= 1, string.Join(", ", entry.Counts.Values));
        using var client = world.Client(later);
        using var gone = await client.GetAsync(new Uri($"fhir/CommunicationRequest/{id}", UriKind.Relative));
        Assert.Equal(HttpStatusCode.NotFound, gone.StatusCode);

        var (status, again, _) = await world.PostAsync(request, "a-key-of-old", later);
        await world.Sync.IdleAsync(later);

        Assert.Equal((HttpStatusCode.Accepted, id), (status, again));
        Assert.Equal(1, Assert.Single(world.RapidPro.Workspace.CountMessages(text)).Value);
    }
}
