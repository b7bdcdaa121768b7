using Mhero.Core.Fhir;
using Mhero.Core.Messaging.Requests;
using Mhero.Core.Storage.Audit;
using Mhero.Functions.Console.Access;
using Mhero.Functions.Console.Routing;

namespace Mhero.Functions.Console.Pages.Messages;

/// <summary>Sends a message. The key of the form makes a repeat harmless.</summary>
/// <param name="composer">Has the time zone.</param>
/// <param name="receiver">Takes the message.</param>
/// <param name="audit">Records it.</param>
public sealed class SendMessageRoute(Composer composer, RequestReceiver receiver, IAuditLog audit) : ConsoleRoute("messages", ConsoleRole.Operator, isAction: true)
{
    /// <inheritdoc/>
    public override async Task<ConsoleAnswer> AnswerAsync(ConsoleRequest request, CancellationToken cancellationToken)
    {
        var form = ComposeForm.Of(request);
        if (request.Field("confirm") is null || !form.HasGoodTime(composer.Zone))
        {
            return ConsoleAnswer.Problem("problem.confirm", StatusCodes.Status400BadRequest);
        }

        var key = "console " + form.Key;
        var recipients = string.Join(", ", form.ToRequest(composer.Zone).Recipient.Select(recipient => recipient.Reference));
        await audit.WriteAsync(new AuditEntry(request.User.Operator, AuditActions.Send, MessageRequests.IdOf($"key|{key}").ToString()) { Detail = recipients }, cancellationToken);
        var (id, outcome) = await receiver.AcceptAsync(Encoding.UTF8.GetString(FhirJson.Serialize(form.ToRequest(composer.Zone))), key, cancellationToken);
        return id is { } accepted
            ? new RedirectAnswer($"messages/{accepted}", "message-accepted")
            : await composer.FormAsync(form, [], [.. outcome.Issue.Select(issue => issue.Diagnostics ?? issue.Details?.Text ?? "")], cancellationToken);
    }
}
