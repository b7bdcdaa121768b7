using Mhero.Core.Monitoring;
using Mhero.Functions.Console.Access;
using Mhero.Functions.Console.Routing;

namespace Mhero.Functions.Console.Pages.Settings;

/// <summary>Checks each connection now. It asks both sides, so it runs only when someone wants it.</summary>
/// <param name="checks">The checks.</param>
public sealed class ChecksRoute(ConnectionChecks checks) : ConsoleRoute("checks", ConsoleRole.Operator, isAction: true)
{
    /// <inheritdoc/>
    public override async Task<ConsoleAnswer> AnswerAsync(ConsoleRequest request, CancellationToken cancellationToken) =>
        ConsoleAnswer.Page<ChecksPage>("checks.title", new ChecksView(await checks.RunAsync(cancellationToken)));
}
