using Mhero.Core.Fhir;
using Mhero.Core.Messaging;
using Mhero.Core.Messaging.Reminders;
using Mhero.Core.Messaging.Requests;
using Mhero.Core.Operating;
using Mhero.Core.RapidPro;
using Mhero.Core.Storage.Audit;

namespace Mhero.Functions.Http;

/// <summary><c>POST /api/reminders/{name}</c>: sends a reminder now, once in a period; with <c>dryRun=true</c> it returns the people who would get it.</summary>
/// <param name="reminders">The reminders.</param>
/// <param name="audit">The audit log.</param>
/// <param name="operators">Finds the operator.</param>
public sealed class SendReminder(ReminderSender reminders, IAuditLog audit, OperatorIdentity operators)
{
    /// <summary>Answers 202 with the request that was made, 200 with the preview, 404, 422, or 503 when a side cannot be asked.</summary>
    [Function(nameof(SendReminder))]
    public async Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "reminders/{name}")] HttpRequest request, string name, CancellationToken cancellationToken)
    {
        try
        {
            if (Listing.TextOf(request, "dryRun") is "true" or "1")
            {
                return await reminders.PreviewAsync(name, cancellationToken) is { } preview ? Results.Ok(preview) : Unknown();
            }

            await audit.WriteAsync(new AuditEntry(operators.Of(request), AuditActions.Remind, name), cancellationToken);
            return await reminders.SendNowAsync(name, cancellationToken) is { } receipt
                ? Results.Accepted($"/api/fhir/CommunicationRequest/{receipt.Id}", new { request = receipt.Id, receipt.IsRepeat, receipt.Recipients, receipt.LeftOut })
                : Unknown();
        }
        catch (MessageRefusedException e)
        {
            return Problems.Of(StatusCodes.Status422UnprocessableEntity, e.Faults[0].Code, "The reminder cannot be sent as it is.", e.Faults);
        }
        catch (FhirException e)
        {
            return Problems.Of(StatusCodes.Status503ServiceUnavailable, e.Code, "The registry cannot be used now; nothing was sent. Repeat it later.");
        }
        catch (RapidProException e)
        {
            return Problems.Of(StatusCodes.Status503ServiceUnavailable, e.Code, "RapidPro cannot be used now; nothing was sent. Repeat it later.");
        }
        catch (TimeoutException e)
        {
            return Problems.Of(StatusCodes.Status503ServiceUnavailable, MessagingCodes.Busy, e.Message);
        }

        static IResult Unknown() => Problems.Of(StatusCodes.Status404NotFound, MessagingCodes.UnknownReminder, "No reminder has this name: GET reminders lists them.");
    }
}
