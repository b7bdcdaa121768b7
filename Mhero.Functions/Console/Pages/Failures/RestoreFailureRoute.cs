using Mhero.Core.Operating.Failures;
using Mhero.Functions.Console.Access;
using Mhero.Functions.Console.Routing;

namespace Mhero.Functions.Console.Pages.Failures;

/// <summary>Undoes a discard.</summary>
/// <param name="actions">Does it.</param>
public sealed class RestoreFailureRoute(FailureActions actions) : ConsoleRoute("failures/{id}/restore", ConsoleRole.Operator, isAction: true)
{
    /// <inheritdoc/>
    public override async Task<ConsoleAnswer> AnswerAsync(ConsoleRequest request, CancellationToken cancellationToken) =>
        await actions.RestoreAsync(request.Value("id"), request.User.Operator, cancellationToken) is { } letter
            ? new RedirectAnswer($"failures/{letter.Id}", "failure-restored")
            : ConsoleAnswer.Problem("failures.gone", StatusCodes.Status404NotFound);
}
