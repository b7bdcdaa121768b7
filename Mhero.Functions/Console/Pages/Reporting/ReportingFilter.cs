using Mhero.Core.Reporting;
using Mhero.Functions.Console.Routing;

namespace Mhero.Functions.Console.Pages.Reporting;

/// <summary>The conditions of the page of the reports.</summary>
/// <param name="Form">The canonical of the form; null before one was chosen. A Measure begins with <c>measure:</c>.</param>
/// <param name="Kind">How long periods are.</param>
/// <param name="Count">How many periods.</param>
/// <param name="District">Only facilities of this district; null for all.</param>
/// <param name="OnlyMissing">Only facilities that have not reported on the last period that is over.</param>
public sealed record ReportingFilter(string? Form, ReportPeriodKind Kind, int Count, string? District, bool OnlyMissing)
{
    private const int DefaultCount = 6;
    private const string MeasurePrefix = "measure:";

    /// <summary>Reads it.</summary>
    /// <param name="request">The request.</param>
    public static ReportingFilter Of(ConsoleRequest request) => new(
        request.Query("form"),
        Enum.TryParse<ReportPeriodKind>(request.Query("period"), out var kind) && Enum.IsDefined(kind) ? kind : ReportPeriodKind.Week,
        Math.Max(2, request.Number("count", DefaultCount, ReportMatrices.MaxPeriods)),
        request.Query("district"),
        request.Query("missing") is not null);

    /// <summary>What counts as a report; null before a form was chosen.</summary>
    public ReportForms? Forms => Form is null ? null
        : Form.StartsWith(MeasurePrefix, StringComparison.Ordinal) ? ReportForms.Measure(Form[MeasurePrefix.Length..])
        : ReportForms.Questionnaire(Form);

    /// <summary>The value of a form in the query.</summary>
    /// <param name="form">The form.</param>
    public static string ValueOf(ReportForm form) => form.IsMeasure ? MeasurePrefix + form.Canonical : form.Canonical;

    /// <summary>The facilities that are asked for.</summary>
    /// <param name="matrix">All of them.</param>
    public IReadOnlyList<ReportRow> Choose(ReportMatrix matrix) => matrix.Choose(District, OnlyMissing);

    /// <summary>The filter as a query.</summary>
    public string ToQuery() =>
        $"form={Uri.EscapeDataString(Form ?? "")}&period={Kind}&count={Count}{(District is null ? "" : $"&district={Uri.EscapeDataString(District)}")}{(OnlyMissing ? "&missing=yes" : "")}";
}
