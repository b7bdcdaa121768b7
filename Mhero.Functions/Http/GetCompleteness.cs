using Mhero.Core;
using Mhero.Core.Operating;
using Mhero.Core.Reporting;
using Mhero.Functions.Console.Rendering;

namespace Mhero.Functions.Http;

/// <summary>
/// <c>GET /api/reports/completeness</c>: which facilities have reported on the last periods, on time or late. Query: <c>form</c> (canonical of a
/// Questionnaire) or <c>measure</c> (canonical of a Measure), <c>period</c> (<c>day</c>, <c>week</c>, <c>month</c>), <c>count</c> (6), <c>district</c>,
/// <c>missing</c>, <c>format</c> (<c>json</c>, <c>csv</c>).
/// </summary>
/// <param name="matrices">Reads the reports.</param>
public sealed class GetCompleteness(ReportMatrices matrices)
{
    private const int DefaultCount = 6;
    private static readonly string[] Heading = ["facility", "reference", "district"];

    /// <summary>Answers 200 with the report, 202 with the job that reads the reports for the first time, 400 with what to change, or 503 when the registry cannot be asked.</summary>
    [Function(nameof(GetCompleteness))]
    public Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "reports/completeness")] HttpRequest request, CancellationToken cancellationToken) =>
        OperatorAnswers.GuardAsync(async () =>
        {
            var (forms, kind, count, isCsv) = (FormsOf(request), KindOf(request), CountOf(request), IsCsv(request));
            var reading = await matrices.ReadAsync(forms, kind, count, cancellationToken);
            if (reading.Matrix is not { } matrix)
            {
                return OperatorAnswers.Ordered(reading.Job!);
            }

            var report = CompletenessReport.Of(matrix, Listing.TextOf(request, "district"), Filters.IsOn(request, "missing"));
            return isCsv ? Results.Bytes(Csv.Write(RowsOf(report)), "text/csv; charset=utf-8", "completeness.csv") : Results.Ok(report);
        });

    private static ReportForms FormsOf(HttpRequest request) => (Listing.TextOf(request, "form"), Listing.TextOf(request, "measure")) switch
    {
        ({ } form, null) => ReportForms.Questionnaire(form),
        (null, { } measure) => ReportForms.Measure(measure),
        _ => throw new OperatorException(HttpCodes.BadFilter, "Give form, the canonical URL of a Questionnaire, or measure, that of a Measure; one of them."),
    };

    private static ReportPeriodKind KindOf(HttpRequest request) => Listing.TextOf(request, "period")?.ToUpperInvariant() switch
    {
        null or "WEEK" => ReportPeriodKind.Week,
        "DAY" => ReportPeriodKind.Day,
        "MONTH" => ReportPeriodKind.Month,
        _ => throw new OperatorException(HttpCodes.BadFilter, "period has to be day, week or month."),
    };

    private static int CountOf(HttpRequest request) => Listing.TextOf(request, "count") switch
    {
        null => DefaultCount,
        var text when int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var count) && count is >= 1 and <= ReportMatrices.MaxPeriods => count,
        _ => throw new OperatorException(HttpCodes.BadFilter, $"count has to be a number from 1 to {ReportMatrices.MaxPeriods}."),
    };

    private static bool IsCsv(HttpRequest request) => Listing.TextOf(request, "format")?.ToUpperInvariant() switch
    {
        null or "JSON" => false,
        "CSV" => true,
        _ => throw new OperatorException(HttpCodes.BadFilter, "format has to be json or csv."),
    };

    /// <summary>A row for each facility, a column for each period.</summary>
    private static IEnumerable<IEnumerable<string?>> RowsOf(CompletenessReport report) =>
        report.Facilities.Select(row => new[] { row.Name, row.Reference, row.District }.Concat(row.States.Select(NameOf)))
            .Prepend(Heading.Concat(report.Periods.Select(period => period.Name)));

    private static string NameOf(ReportState state) => state.ToString().ToLowerInvariant();
}
