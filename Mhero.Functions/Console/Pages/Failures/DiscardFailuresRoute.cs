using Mhero.Core.Operating.Failures;
using Mhero.Functions.Console.Access;
using Mhero.Functions.Console.Pages.Messages;
using Mhero.Functions.Console.Routing;

namespace Mhero.Functions.Console.Pages.Failures;

/// <summary>Orders that all dead letters that match are discarded, as a job.</summary>
/// <param name="actions">Orders it.</param>
/// <param name="composer">Has the time zone of the console.</param>
public sealed class DiscardFailuresRoute(FailureActions actions, Composer composer) : ConsoleRoute("failures/discard", ConsoleRole.Administrator, isAction: true)
{
    /// <inheritdoc/>
    public override async Task<ConsoleAnswer> AnswerAsync(ConsoleRequest request, CancellationToken cancellationToken)
    {
        if (request.Field("reason") is not { } reason)
        {
            return ConsoleAnswer.Problem("problem.reason", StatusCodes.Status400BadRequest);
        }

        var job = await actions.DiscardAllAsync(FailureQuery.Of(request, composer.Zone).Filter, reason, request.User.Operator, cancellationToken);
        return new RedirectAnswer($"jobs/{job.Id}", "job-ordered");
    }
}
