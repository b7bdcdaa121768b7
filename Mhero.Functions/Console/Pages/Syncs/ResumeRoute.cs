using Mhero.Core.Operating;
using Mhero.Functions.Console.Access;
using Mhero.Functions.Console.Routing;

namespace Mhero.Functions.Console.Pages.Syncs;

/// <summary>Resumes a direction.</summary>
/// <param name="actions">Does it.</param>
public sealed class ResumeRoute(SyncActions actions) : ConsoleRoute("syncs/resume", ConsoleRole.Administrator, isAction: true)
{
    /// <inheritdoc/>
    public override async Task<ConsoleAnswer> AnswerAsync(ConsoleRequest request, CancellationToken cancellationToken)
    {
        return await actions.ResumeAsync(request.Field("direction") ?? "", null, request.User.Operator, cancellationToken) is not null
            ? new RedirectAnswer("syncs", "resumed")
            : ConsoleAnswer.Problem("problem.form", StatusCodes.Status400BadRequest);
    }
}
