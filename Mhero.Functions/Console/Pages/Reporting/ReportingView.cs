using Mhero.Core.Reporting;
using Mhero.Core.Storage.Jobs;

namespace Mhero.Functions.Console.Pages.Reporting;

/// <summary>The content of the page of the reports.</summary>
/// <param name="Filter">The conditions.</param>
/// <param name="Forms">The forms to choose from.</param>
/// <param name="Matrix">The reports; null before a form was chosen, and before they were read for the first time.</param>
/// <param name="Job">The job that reads the reports; null when they are up to date.</param>
/// <param name="Page">The page of the list, from 1.</param>
public sealed record ReportingView(ReportingFilter Filter, IReadOnlyList<ReportForm> Forms, ReportMatrix? Matrix, Job? Job, int Page)
{
    /// <summary>Facilities on a page.</summary>
    public const int PageSize = 50;

    /// <summary>The facilities that were asked for.</summary>
    public IReadOnlyList<ReportRow> Rows { get; } = Matrix is null ? [] : Filter.Choose(Matrix);

    /// <summary>The names of the districts.</summary>
    public IReadOnlyList<string> Districts { get; } = [.. (Matrix?.Rows ?? []).Select(row => row.District).Where(name => name.Length > 0).Distinct()];

    /// <summary>The last page.</summary>
    public int Pages => Math.Max(1, (Rows.Count + PageSize - 1) / PageSize);

    /// <summary>The facilities on the page.</summary>
    public IEnumerable<ReportRow> Shown => Rows.Skip((Page - 1) * PageSize).Take(PageSize);

    /// <summary>The counts of each period, of the facilities that were asked for.</summary>
    public IEnumerable<FacilityCounts> Counts => Enumerable.Range(0, Matrix?.Periods.Count ?? 0).Select(period => FacilityCounts.Of(Rows, period));
}
