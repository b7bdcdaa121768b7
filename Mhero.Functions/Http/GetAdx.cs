using Mhero.Core;
using Mhero.Core.Dhis2;
using Mhero.Core.Sync.Reports;

namespace Mhero.Functions.Http;

/// <summary><c>GET /api/reports/adx?measure=&amp;period=</c>: the reports of a Measure and a period as ADX.</summary>
/// <param name="reports">The reports.</param>
public sealed class GetAdx(AdxReports reports)
{
    /// <summary>Answers 200 with the document, 400 for a missing Measure or a text that is not a period of DHIS2, or 503.</summary>
    [Function(nameof(GetAdx))]
    public async Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "reports/adx")] HttpRequest request, CancellationToken cancellationToken)
    {
        var (measure, period) = (request.Query["measure"].ToString().Trim(), request.Query["period"].ToString().Trim());
        if (measure.Length == 0 || !AdxReports.IsPeriod(period))
        {
            return Problems.Of(
                StatusCodes.Status400BadRequest, HttpCodes.BadFilter, "Give the canonical URL of a Measure as 'measure', and a period in DHIS2's notation as 'period', such as 2026W10 or 202603.");
        }

        // As a whole before the answer begins: a registry that fails half-way must not leave half a document with the status 200.
        var file = new FileStream(Path.GetTempFileName(), FileMode.Create, FileAccess.ReadWrite, FileShare.None, 81920, FileOptions.DeleteOnClose | FileOptions.Asynchronous);
        IResult? problem = null;
        try
        {
            problem = await OperatorAnswers.GuardAsync(async () =>
            {
                var (written, left) = await reports.WriteAsync(file, measure, period, cancellationToken);
                request.HttpContext.Response.Headers["X-Mhero-Reports"] = written.ToString(CultureInfo.InvariantCulture);
                request.HttpContext.Response.Headers["X-Mhero-Left-Out"] = left.ToString(CultureInfo.InvariantCulture);
                file.Position = 0;
                return Results.Stream(file, AdxReports.MediaType, FormattableString.Invariant($"{period}.adx.xml"));
            });
            return problem;
        }
        catch (Dhis2Exception e)
        {
            return problem = Problems.Of(StatusCodes.Status503ServiceUnavailable, e.Code, e.Message);
        }
        finally
        {
            if (problem is not Microsoft.AspNetCore.Http.HttpResults.FileStreamHttpResult)
            {
                await file.DisposeAsync();
            }
        }
    }
}
