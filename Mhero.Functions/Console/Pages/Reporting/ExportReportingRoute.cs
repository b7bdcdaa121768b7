using Mhero.Core.Reporting;
using Mhero.Functions.Console.Access;
using Mhero.Functions.Console.Rendering;
using Mhero.Functions.Console.Routing;

namespace Mhero.Functions.Console.Pages.Reporting;

/// <summary>The reports as CSV, as the page shows them: a row for each facility, a column for each period.</summary>
/// <param name="matrices">Reads them.</param>
public sealed class ExportReportingRoute(ReportMatrices matrices) : ConsoleRoute("reporting/export", ConsoleRole.Reader)
{
    private static readonly string[] Heading = ["facility", "reference", "district"];

    /// <inheritdoc/>
    public override async Task<ConsoleAnswer> AnswerAsync(ConsoleRequest request, CancellationToken cancellationToken)
    {
        var filter = ReportingFilter.Of(request);
        if (filter.Forms is not { } chosen)
        {
            return ConsoleAnswer.Problem("problem.form", StatusCodes.Status400BadRequest);
        }

        if ((await matrices.ReadAsync(chosen, filter.Kind, filter.Count, cancellationToken)).Matrix is not { } matrix)
        {
            return ConsoleAnswer.Problem("reporting.not-read", StatusCodes.Status503ServiceUnavailable);
        }

        var heading = Heading.Concat(matrix.Periods.Select(p => p.Name));
        var rows = filter.Choose(matrix).Select(row => new[] { row.Name, row.Reference, row.District }.Concat(row.States.Select(state => request.Texts["report." + state])));
        return new FileAnswer("reports.csv", "text/csv; charset=utf-8", Csv.Write(rows.Prepend(heading)));
    }
}
