using Mhero.Core.Messaging.Reminders;
using Mhero.Core.Messaging.Requests;
using Mhero.Core.Tests.Fixtures;
using Microsoft.Extensions.Logging.Abstractions;

namespace Mhero.Core.Tests.Messaging.Reminders;

public sealed class ReminderCatalogTests : IDisposable
{
    private readonly MemoryApp _app = new(
        null,
        ("Mhero:Reminders:Items:weekly:Weekly", "Friday 08:00"),
        ("Mhero:Reminders:Items:weekly:To:0", "Group/9"),
        ("Mhero:Reminders:Items:weekly:Texts:eng", "Please report."));

    public void Dispose() => _app.Dispose();

    [Fact]
    public async Task Read_StoredResourceOfOneIsUnreadable_GivesTheOthers()
    {
        await StoredReminders.AddAsync(_app, "first");
        await StoredReminders.AddAsync(_app, "lost", withResource: false);
        await StoredReminders.AddAsync(_app, "third");

        Assert.Equal(["first", "third", "weekly"], await NamesAsync(_app.Get<ReminderCatalog>()));
    }

    [Fact]
    public async Task Read_MappingOfStoredRequestsThrows_GivesTheOthers()
    {
        await StoredReminders.AddAsync(_app, "first");
        await StoredReminders.AddAsync(_app, "second");

        // No stored request is known that makes the mapping throw; without a receiver it throws for each.
        var catalog = new ReminderCatalog(
            _app.Get<ScheduledRequests>(), null!, _app.Get<IOptions<RemindersOptions>>(), _app.Get<IOptions<Core.Messaging.MessagingOptions>>(),
            _app.Get<IOptions<Core.Reporting.ReportingOptions>>(), NullLogger<ReminderCatalog>.Instance);

        Assert.Equal(["weekly"], await NamesAsync(catalog));
    }

    private static async Task<List<string>> NamesAsync(ReminderCatalog catalog)
    {
        var names = new List<string>();
        await foreach (var reminder in catalog.ReadAsync(CancellationToken.None))
        {
            names.Add(reminder.Name);
        }

        return [.. names.Order()];
    }
}
