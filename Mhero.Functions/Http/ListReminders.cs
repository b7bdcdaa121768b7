using Mhero.Core.Messaging.Reminders;

namespace Mhero.Functions.Http;

/// <summary><c>GET /api/reminders</c>: every reminder, with its next and its last time.</summary>
/// <param name="reminders">The reminders.</param>
public sealed class ListReminders(ReminderSender reminders)
{
    /// <summary>Answers 200 with the list.</summary>
    [Function(nameof(ListReminders))]
    public async Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "reminders")] HttpRequest request, CancellationToken cancellationToken)
    {
        var list = new List<ReminderStatus>();
        await foreach (var reminder in reminders.ListAsync(cancellationToken))
        {
            list.Add(reminder);
        }

        return Results.Ok(list);
    }
}
