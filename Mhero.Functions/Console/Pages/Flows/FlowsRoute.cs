using Mhero.Core.Messaging;
using Mhero.Functions.Console.Access;
using Mhero.Functions.Console.Routing;

namespace Mhero.Functions.Console.Pages.Flows;

/// <summary>The flows of the workspace with their Questionnaires and webhooks. Asks both sides each time.</summary>
/// <param name="inspection">Reads them.</param>
public sealed class FlowsRoute(FlowInspection inspection) : ConsoleRoute("flows", ConsoleRole.Reader)
{
    /// <inheritdoc/>
    public override async Task<ConsoleAnswer> AnswerAsync(ConsoleRequest request, CancellationToken cancellationToken) =>
        ConsoleAnswer.Page<FlowsPage>("flows.title", new FlowsView(await inspection.ListAsync(cancellationToken), request.Query("poor") is not null));
}
