using System.Diagnostics.Metrics;
using Mhero.Core.Messaging;
using Mhero.Core.Monitoring.Activity;
using Mhero.Core.RapidPro.Http;
using Mhero.Core.Storage.SyncLog;
using Mhero.Core.Storage.Tables;
using Mhero.Core.Sync.Engine.Queueing;
using Mhero.Core.Sync.Engine.Writing;
using Mhero.MemoryStorage;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace Mhero.Core.Tests.Monitoring;

/// <summary>The counts of each day, for the charts of the console.</summary>
public sealed class ActivityTests : IDisposable
{
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 11, 29, 23, 30, 0, TimeSpan.Zero));
    private readonly ServiceProvider _services = new ServiceCollection().AddMetrics().BuildServiceProvider();
    private readonly DocumentTable _table = new(new MemoryStorageClients(new MemoryAccount(TimeProvider.System)), "state");

    public void Dispose() => _services.Dispose();

    [Fact]
    public async Task Counter_OutcomesMessagesAndRequests_AreOfTheirDayAndHour()
    {
        var log = new ActivityLog(_table, _time);
        using var counter = NewCounter(log);
        Report(_services.GetRequiredService<IMeterFactory>());
        await counter.FlushAsync(CancellationToken.None);
        _time.Advance(TimeSpan.FromHours(1));
        Report(_services.GetRequiredService<IMeterFactory>());
        Report(_services.GetRequiredService<IMeterFactory>());
        await counter.FlushAsync(CancellationToken.None);
        await counter.FlushAsync(CancellationToken.None);

        var days = await log.ReadAsync(30, CancellationToken.None);

        Assert.Equal(30, days.Count);
        Assert.Equal([new DateOnly(2026, 11, 29), new DateOnly(2026, 11, 30)], days.TakeLast(2).Select(d => d.Day));
        var (before, today) = (days[^2].Counts, days[^1].Counts);
        Assert.Equal((2, 1, 3, 4, 1), (before.Responses, before.MessagesReceived, before.MessagesSent, before.People, before.DeadLetters));
        Assert.Equal((4, 2, 6, 8, 2), (today.Responses, today.MessagesReceived, today.MessagesSent, today.People, today.DeadLetters));
        Assert.Equal(1, before.Requests[23]);
        Assert.Equal(2, today.Requests[0]);
    }

    [Fact]
    public async Task Counter_MetersOfAnotherHost_AreNotCounted()
    {
        using var others = new ServiceCollection().AddMetrics().BuildServiceProvider();
        var log = new ActivityLog(_table, _time);
        using var counter = NewCounter(log);

        Report(others.GetRequiredService<IMeterFactory>());
        await counter.FlushAsync(CancellationToken.None);

        Assert.Equal(0, (await log.ReadAsync(1, CancellationToken.None))[0].Counts.Responses);
    }

    [Fact]
    public async Task Log_TwoInstancesAtOnce_AddUp()
    {
        var logs = Enumerable.Range(0, 4).Select(_ => new ActivityLog(_table, _time)).ToList();

        await Task.WhenAll(logs.Select(log => log.AddAsync(new ActivityCounts { Responses = 1 }, CancellationToken.None)));

        Assert.Equal(4, (await logs[0].ReadAsync(1, CancellationToken.None))[0].Counts.Responses);
    }

    [Fact]
    public async Task Log_DaysThatAreLongPast_AreRemoved()
    {
        var log = new ActivityLog(_table, _time);
        await log.AddAsync(new ActivityCounts { Responses = 1 }, CancellationToken.None);
        _time.Advance(TimeSpan.FromDays(101));

        await log.AddAsync(new ActivityCounts { Responses = 2 }, CancellationToken.None);

        Assert.Equal(1, await _table.CountAsync("activity"));
    }

    private ActivityCounter NewCounter(ActivityLog log) => new(log, _services.GetRequiredService<IMeterFactory>(), _time, NullLogger<ActivityCounter>.Instance);

    private static void Report(IMeterFactory meters)
    {
        var meter = meters.Create(SyncMetrics.MeterName);
        var outcomes = meter.CreateCounter<long>(SyncMetrics.OutcomesName);
        foreach (var (name, count) in new[]
        {
            (OutcomeCounts.QuestionnaireResponses.Created, 1), (OutcomeCounts.QuestionnaireResponses.Updated, 1), (OutcomeCounts.QuestionnaireResponses.Unchanged, 9),
            (OutcomeCounts.Communications.Created, 1), (SyncCounts.ContactsCreated, 3), (SyncCounts.PractitionersUpdated, 1), (SyncCounts.DeadLetters, 1),
        })
        {
            outcomes.Add(count, new KeyValuePair<string, object?>(SyncMetrics.OutcomeTag, name));
        }

        var messages = meter.CreateCounter<long>(MessageMetrics.Name);
        messages.Add(3, new KeyValuePair<string, object?>("status", "sent"));
        messages.Add(5, new KeyValuePair<string, object?>("status", "completed"));
        meter.CreateCounter<long>(RapidProRequestCounter.Name).Add(1);
    }
}
