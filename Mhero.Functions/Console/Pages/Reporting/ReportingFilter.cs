using Mhero.Core.Reporting;
using Mhero.Functions.Console.Routing;

namespace Mhero.Functions.Console.Pages.Reporting;

/// <summary>The conditions of the page of the reports.</summary>
/// <param name="Form">The form; null before one was chosen.</param>
/// <param name="Kind">How long periods are.</param>
/// <param name="Count">How many periods.</param>
/// <param name="District">Only facilities of this district; null for all.</param>
/// <param name="OnlyMissing">Only facilities that have not reported on the last period that is over.</param>
public sealed record ReportingFilter(string? Form, ReportPeriodKind Kind, int Count, string? District, bool OnlyMissing)
{
    private const int DefaultCount = 6;

    /// <summary>Reads it.</summary>
    /// <param name="request">The request.</param>
    public static ReportingFilter Of(ConsoleRequest request) => new(
        request.Query("form"),
        Enum.TryParse<ReportPeriodKind>(request.Query("period"), out var kind) && Enum.IsDefined(kind) ? kind : ReportPeriodKind.Week,
        Math.Max(2, request.Number("count", DefaultCount, ReportMatrices.MaxPeriods)),
        request.Query("district"),
        request.Query("missing") is not null);

    /// <summary>The facilities that are asked for.</summary>
    /// <param name="matrix">All of them.</param>
    public IReadOnlyList<ReportRow> Choose(ReportMatrix matrix) =>
    [
        .. matrix.Rows.Where(row => District is null || row.District == District)
            .Where(row => !OnlyMissing || row.States[^2] == ReportState.Missing),
    ];

    /// <summary>The filter as a query.</summary>
    public string ToQuery() =>
        $"form={Uri.EscapeDataString(Form ?? "")}&period={Kind}&count={Count}{(District is null ? "" : $"&district={Uri.EscapeDataString(District)}")}{(OnlyMissing ? "&missing=yes" : "")}";
}
