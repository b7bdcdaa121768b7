using Mhero.Core.Storage.Jobs;
using Mhero.Functions.Console.Access;
using Mhero.Functions.Console.Routing;

namespace Mhero.Functions.Console.Pages.Jobs;

/// <summary>The bulk operations of the last 30 days.</summary>
/// <param name="jobs">The jobs.</param>
public sealed class JobsRoute(JobOrders jobs) : IConsoleRoute
{
    private const int Shown = 50;

    /// <inheritdoc/>
    public string Pattern => "jobs";

    /// <inheritdoc/>
    public bool IsAction => false;

    /// <inheritdoc/>
    public ConsoleRole Role => ConsoleRole.Reader;

    /// <inheritdoc/>
    public async Task<ConsoleAnswer> AnswerAsync(ConsoleRequest request, CancellationToken cancellationToken) =>
        ConsoleAnswer.Page<JobsPage>("jobs.title", new JobsView(await jobs.ListAsync(Shown, cancellationToken)));
}
