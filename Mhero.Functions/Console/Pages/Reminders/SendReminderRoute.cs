using Mhero.Core.Messaging.Reminders;
using Mhero.Core.Storage.Audit;
using Mhero.Functions.Console.Access;
using Mhero.Functions.Console.Routing;

namespace Mhero.Functions.Console.Pages.Reminders;

/// <summary>Sends a reminder now, once in a period.</summary>
/// <param name="reminders">The reminders.</param>
/// <param name="audit">Records it.</param>
public sealed class SendReminderRoute(ReminderSender reminders, IAuditLog audit) : ConsoleRoute("reminders/{name}", ConsoleRole.Operator, isAction: true)
{
    /// <inheritdoc/>
    public override async Task<ConsoleAnswer> AnswerAsync(ConsoleRequest request, CancellationToken cancellationToken)
    {
        if (request.Field("confirm") is null)
        {
            return ConsoleAnswer.Problem("problem.confirm", StatusCodes.Status400BadRequest);
        }

        var name = Uri.UnescapeDataString(request.Value("name"));
        await audit.WriteAsync(new AuditEntry(request.User.Operator, AuditActions.Remind, name), cancellationToken);
        return await reminders.SendNowAsync(name, cancellationToken) is { } receipt
            ? new RedirectAnswer($"messages/{receipt.Id}", receipt.IsRepeat ? "message-repeat" : "message-sent", receipt.Recipients)
            : ConsoleAnswer.Problem("reminders.gone", StatusCodes.Status404NotFound);
    }
}
