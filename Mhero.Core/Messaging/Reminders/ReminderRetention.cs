using Mhero.Core.Storage.Retention;

namespace Mhero.Core.Messaging.Reminders;

/// <summary>Removes the progress of reminders that no setting has had for long. A reminder that comes back begins at that time, and makes up for none before it.</summary>
internal sealed class ReminderRetention(ReminderTable table, IOptions<RetentionOptions> options, TimeProvider time) : IRetention
{
    public string Name => "reminders";

    public Task<int> PurgeAsync(Func<bool> isSpent, CancellationToken cancellationToken) =>
        table.RemoveAsync(row => (row.Last ?? row.Since) < time.GetUtcNow() - options.Value.Reminders, cancellationToken);
}
