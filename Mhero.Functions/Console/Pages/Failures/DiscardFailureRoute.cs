using Mhero.Core.Operating.Failures;
using Mhero.Functions.Console.Access;
using Mhero.Functions.Console.Routing;

namespace Mhero.Functions.Console.Pages.Failures;

/// <summary>Discards a dead letter with a reason. It is kept, and can be restored.</summary>
/// <param name="actions">Does it.</param>
public sealed class DiscardFailureRoute(FailureActions actions) : ConsoleRoute("failures/{id}/discard", ConsoleRole.Operator, isAction: true)
{
    /// <inheritdoc/>
    public override async Task<ConsoleAnswer> AnswerAsync(ConsoleRequest request, CancellationToken cancellationToken)
    {
        if (request.Field("reason") is not { } reason)
        {
            return ConsoleAnswer.Problem("problem.reason", StatusCodes.Status400BadRequest);
        }

        return await actions.DiscardAsync(request.Value("id"), reason, request.User.Operator, cancellationToken) is { } letter
            ? new RedirectAnswer($"failures/{letter.Id}", "failure-discarded")
            : ConsoleAnswer.Problem("failures.gone", StatusCodes.Status404NotFound);
    }
}
