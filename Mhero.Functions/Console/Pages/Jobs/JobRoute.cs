using Mhero.Core.Storage.Jobs;
using Mhero.Functions.Console.Access;
using Mhero.Functions.Console.Routing;

namespace Mhero.Functions.Console.Pages.Jobs;

/// <summary>The progress of a bulk operation. While it goes on the page asks again every five seconds, until someone stops that.</summary>
/// <param name="jobs">The jobs.</param>
public sealed class JobRoute(JobOrders jobs) : ConsoleRoute("jobs/{id}", ConsoleRole.Reader)
{
    /// <inheritdoc/>
    public override async Task<ConsoleAnswer> AnswerAsync(ConsoleRequest request, CancellationToken cancellationToken) =>
        await jobs.FindAsync(request.Value("id"), cancellationToken) is { } job
            ? ConsoleAnswer.Page<JobPage>("jobs.one", new JobView(job))
            : ConsoleAnswer.Problem("jobs.gone", StatusCodes.Status404NotFound);
}
