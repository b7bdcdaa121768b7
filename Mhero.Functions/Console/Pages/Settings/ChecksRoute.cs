using Mhero.Core.Monitoring;
using Mhero.Functions.Console.Access;
using Mhero.Functions.Console.Routing;

namespace Mhero.Functions.Console.Pages.Settings;

/// <summary>Checks each connection now. It asks both sides, so it runs only when someone wants it.</summary>
/// <param name="checks">The checks.</param>
public sealed class ChecksRoute(ConnectionChecks checks) : IConsoleRoute
{
    /// <inheritdoc/>
    public string Pattern => "checks";

    /// <inheritdoc/>
    public bool IsAction => true;

    /// <inheritdoc/>
    public ConsoleRole Role => ConsoleRole.Operator;

    /// <inheritdoc/>
    public async Task<ConsoleAnswer> AnswerAsync(ConsoleRequest request, CancellationToken cancellationToken) =>
        ConsoleAnswer.Page<ChecksPage>("checks.title", new ChecksView(await checks.RunAsync(cancellationToken)));
}
