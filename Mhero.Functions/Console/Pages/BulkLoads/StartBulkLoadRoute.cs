using Mhero.Core.Operating;
using Mhero.Functions.Console.Access;
using Mhero.Functions.Console.Routing;

namespace Mhero.Functions.Console.Pages.BulkLoads;

/// <summary>Orders that pending contact writes become files for the import of RapidPro.</summary>
/// <param name="actions">Orders it.</param>
public sealed class StartBulkLoadRoute(BulkLoadActions actions) : ConsoleRoute("syncs/bulk-load/start", ConsoleRole.Operator, isAction: true)
{
    /// <inheritdoc/>
    public override async Task<ConsoleAnswer> AnswerAsync(ConsoleRequest request, CancellationToken cancellationToken)
    {
        int? threshold = null;
        if (request.Field("threshold") is { } text)
        {
            if (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) || number < 1)
            {
                return ConsoleAnswer.Problem("problem.form", StatusCodes.Status400BadRequest);
            }

            threshold = number;
        }

        // Not cancelled with the browser: an order takes three requests to storage, and half of one is completed by the next.
        await actions.StartAsync(threshold, request.User.Operator, CancellationToken.None);
        return new RedirectAnswer("syncs/bulk-load", "bulk-load-started");
    }
}
