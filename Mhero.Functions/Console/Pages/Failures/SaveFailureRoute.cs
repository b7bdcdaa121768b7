using Mhero.Core.Operating.Failures;
using Mhero.Functions.Console.Access;
using Mhero.Functions.Console.Routing;

namespace Mhero.Functions.Console.Pages.Failures;

/// <summary>Replaces the payload of a dead letter and puts it back on its queue.</summary>
/// <param name="actions">Does it.</param>
public sealed class SaveFailureRoute(FailureActions actions) : ConsoleRoute("failures/{id}/edit", ConsoleRole.Operator, isAction: true)
{
    /// <inheritdoc/>
    public override async Task<ConsoleAnswer> AnswerAsync(ConsoleRequest request, CancellationToken cancellationToken)
    {
        var (id, version, payload) = (request.Value("id"), request.Field("version") ?? "", request.Field("payload") ?? "");
        var answer = await actions.EditAsync(id, version, Compact(payload), request.User.Operator, cancellationToken);
        return answer.Result switch
        {
            EditResult.Replayed => new RedirectAnswer("failures", "failure-edited"),
            EditResult.NotFound => ConsoleAnswer.Problem("failures.gone", StatusCodes.Status404NotFound),
            EditResult.Changed => ConsoleAnswer.Problem("failures.changed", StatusCodes.Status409Conflict),
            _ => ConsoleAnswer.Page<EditFailurePage>("failures.edit", new EditFailureView(id, version, payload, answer.Fault), StatusCodes.Status422UnprocessableEntity),
        };
    }

    /// <summary>The line breaks of the form do not belong to the message; a text that is not JSON stays as it is, and is refused.</summary>
    private static string Compact(string payload)
    {
        try
        {
            return JsonNode.Parse(payload)?.ToJsonString(new JsonSerializerOptions { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping }) ?? payload;
        }
        catch (JsonException)
        {
            return payload;
        }
    }
}
