using Mhero.Core;
using Mhero.Core.Operating;

namespace Mhero.Functions.Http;

/// <summary><c>POST /api/bulk-load</c>: orders that pending contact writes become files for RapidPro's import. Query: <c>threshold</c>.</summary>
/// <param name="loads">The actions on bulk loads.</param>
/// <param name="operators">Finds the operator.</param>
public sealed class StartBulkLoad(BulkLoadActions loads, OperatorIdentity operators)
{
    /// <summary>Answers 202 with the bulk load, also with one that has not ended, or 400.</summary>
    [Function(nameof(StartBulkLoad))]
    public async Task<IResult> RunAsync([HttpTrigger(AuthorizationLevel.Function, "post", Route = "bulk-load")] HttpRequest request)
    {
        int? threshold = null;
        if (Listing.TextOf(request, "threshold") is { } text)
        {
            if (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) || number < 1)
            {
                return Problems.Of(StatusCodes.Status400BadRequest, HttpCodes.BadThreshold, "threshold takes a number from 1 on.");
            }

            threshold = number;
        }

        // Not cancelled with the client: an order takes three requests to storage, and half of one is completed by the next.
        return Results.Accepted("/api/bulk-load", await loads.StartAsync(threshold, operators.Of(request), CancellationToken.None));
    }
}
