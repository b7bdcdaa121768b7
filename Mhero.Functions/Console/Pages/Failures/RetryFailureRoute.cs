using Mhero.Core.Operating.Failures;
using Mhero.Functions.Console.Access;
using Mhero.Functions.Console.Routing;

namespace Mhero.Functions.Console.Pages.Failures;

/// <summary>Puts a dead letter back on its queue.</summary>
/// <param name="actions">Does it.</param>
public sealed class RetryFailureRoute(FailureActions actions) : ConsoleRoute("failures/{id}/retry", ConsoleRole.Operator, isAction: true)
{
    /// <inheritdoc/>
    public override async Task<ConsoleAnswer> AnswerAsync(ConsoleRequest request, CancellationToken cancellationToken) =>
        await actions.ReplayAsync(request.Value("id"), request.User.Operator, cancellationToken)
            ? new RedirectAnswer("failures", "failure-retried")
            : ConsoleAnswer.Problem("failures.gone", StatusCodes.Status404NotFound);
}
