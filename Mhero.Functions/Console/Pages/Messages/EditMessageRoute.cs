using Mhero.Functions.Console.Access;
using Mhero.Functions.Console.Routing;

namespace Mhero.Functions.Console.Pages.Messages;

/// <summary>Back from the preview to the form, with its content.</summary>
/// <param name="composer">Makes the page.</param>
public sealed class EditMessageRoute(Composer composer) : ConsoleRoute("messages/new", ConsoleRole.Operator, isAction: true)
{
    /// <inheritdoc/>
    public override Task<ConsoleAnswer> AnswerAsync(ConsoleRequest request, CancellationToken cancellationToken) => composer.FormAsync(ComposeForm.Of(request), [], [], cancellationToken);
}
