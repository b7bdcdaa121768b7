using Mhero.Core.Sync.Contacts;
using Mhero.Functions.Console.Access;
using Mhero.Functions.Console.Routing;

namespace Mhero.Functions.Console.Pages.Reviews;

/// <summary>The attributes that both sides changed.</summary>
/// <param name="conflicts">The conflicts.</param>
/// <param name="reveals">Records that personal data is shown.</param>
public sealed class ConflictsRoute(Conflicts conflicts, Reveals reveals) : ConsoleRoute("conflicts", ConsoleRole.Reader)
{
    private const int Shown = 50;

    /// <inheritdoc/>
    public override async Task<ConsoleAnswer> AnswerAsync(ConsoleRequest request, CancellationToken cancellationToken) =>
        await reveals.ShowAsync(request, "conflicts", ConsoleAnswer.Page<ConflictsPage>("conflicts.title", new ConflictsView(await conflicts.ListAsync(Shown, cancellationToken))), cancellationToken);
}
