using Mhero.Core.Storage.Jobs;
using Mhero.Functions.Console.Access;
using Mhero.Functions.Console.Routing;

namespace Mhero.Functions.Console.Pages.Jobs;

/// <summary>The bulk operations of the last 30 days.</summary>
/// <param name="jobs">The jobs.</param>
public sealed class JobsRoute(JobOrders jobs) : ConsoleRoute("jobs", ConsoleRole.Reader)
{
    private const int Shown = 50;

    /// <inheritdoc/>
    public override async Task<ConsoleAnswer> AnswerAsync(ConsoleRequest request, CancellationToken cancellationToken) =>
        ConsoleAnswer.Page<JobsPage>("jobs.title", new JobsView(await jobs.ListAsync(Shown, cancellationToken)));
}
