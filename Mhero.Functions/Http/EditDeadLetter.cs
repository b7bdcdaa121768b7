using Mhero.Core;
using Mhero.Core.Operating;
using Mhero.Core.Operating.Failures;

namespace Mhero.Functions.Http;

/// <summary><c>POST /api/dead-letters/{id}/edit</c>: replaces the payload by <c>{"payload":{…},"version":"…"}</c> and puts it back on its queue.</summary>
/// <param name="failures">The actions on dead letters.</param>
/// <param name="operators">Finds the operator.</param>
public sealed class EditDeadLetter(FailureActions failures, OperatorIdentity operators)
{
    private static readonly JsonSerializerOptions Compact = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Answers 202, 404, 409 when it changed since the version that was edited, or 422 when its queue could not read the payload.</summary>
    [Function(nameof(EditDeadLetter))]
    public async Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "dead-letters/{id}/edit")] HttpRequest request, string id, CancellationToken cancellationToken)
    {
        var (body, problem) = await OperatorAnswers.ReadAsync(request, cancellationToken);
        if (problem is not null)
        {
            return problem;
        }

        // An object, or its text.
        var payload = body["payload"] is JsonObject message ? message.ToJsonString(Compact) : OperatorAnswers.TextOf(body, "payload");
        if (payload is null)
        {
            return Problems.Of(StatusCodes.Status422UnprocessableEntity, HttpCodes.BadPayload, "Send {\"payload\":{…}}: the message that is to be put on the queue.");
        }

        var answer = await failures.EditAsync(id, OperatorAnswers.TextOf(body, "version"), payload, operators.Of(request), cancellationToken);
        return answer.Result switch
        {
            EditResult.Replayed => Results.Accepted("/api/status", new { replayed = 1 }),
            EditResult.NotFound => OperatorAnswers.NoDeadLetter(),
            EditResult.Changed => Problems.Of(StatusCodes.Status409Conflict, HttpCodes.Changed, "The dead letter changed in the meantime: read it again, and edit what it is now."),
            _ => Problems.Of(StatusCodes.Status422UnprocessableEntity, HttpCodes.BadPayload, $"The payload is not a message of the dead letter's queue: {answer.Fault}. Nothing was changed."),
        };
    }
}
