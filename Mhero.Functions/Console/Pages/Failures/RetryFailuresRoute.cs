using Mhero.Core.Operating.Failures;
using Mhero.Functions.Console.Access;
using Mhero.Functions.Console.Pages.Messages;
using Mhero.Functions.Console.Routing;

namespace Mhero.Functions.Console.Pages.Failures;

/// <summary>Orders the retry of all dead letters that match, in the order of receipt, as a job.</summary>
/// <param name="actions">Orders it.</param>
/// <param name="composer">Has the time zone of the console.</param>
public sealed class RetryFailuresRoute(FailureActions actions, Composer composer) : ConsoleRoute("failures/retry", ConsoleRole.Operator, isAction: true)
{
    /// <inheritdoc/>
    public override async Task<ConsoleAnswer> AnswerAsync(ConsoleRequest request, CancellationToken cancellationToken)
    {
        var job = await actions.ReplayAllAsync(FailureQuery.Of(request, composer.Zone).Filter, request.User.Operator, cancellationToken);
        return new RedirectAnswer($"jobs/{job.Id}", "job-ordered");
    }
}
