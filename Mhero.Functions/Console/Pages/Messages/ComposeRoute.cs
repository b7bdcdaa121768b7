using Mhero.Functions.Console.Access;
using Mhero.Functions.Console.Routing;

namespace Mhero.Functions.Console.Pages.Messages;

/// <summary>The form of a new message.</summary>
/// <param name="composer">Makes the page.</param>
public sealed class ComposeRoute(Composer composer) : ConsoleRoute("messages/new", ConsoleRole.Operator)
{
    /// <inheritdoc/>
    public override Task<ConsoleAnswer> AnswerAsync(ConsoleRequest request, CancellationToken cancellationToken) => composer.FormAsync(new ComposeForm(), [], [], cancellationToken);
}
