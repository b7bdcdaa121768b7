using Mhero.Core.Reporting;
using Mhero.Functions.Console.Access;
using Mhero.Functions.Console.Routing;

namespace Mhero.Functions.Console.Pages.Reporting;

/// <summary>Which facility has reported on which period.</summary>
/// <param name="matrices">Reads it.</param>
public sealed class ReportingRoute(ReportMatrices matrices) : ConsoleRoute("reporting", ConsoleRole.Reader)
{
    private const int MostPages = 10_000;

    /// <inheritdoc/>
    public override async Task<ConsoleAnswer> AnswerAsync(ConsoleRequest request, CancellationToken cancellationToken)
    {
        var filter = ReportingFilter.Of(request);
        var forms = await matrices.FormsAsync(cancellationToken);
        var reading = filter.Forms is { } chosen ? await matrices.ReadAsync(chosen, filter.Kind, filter.Count, cancellationToken) : null;
        var view = new ReportingView(filter, forms, reading?.Matrix, reading?.Job, Math.Max(1, request.Number("page", 1, MostPages)));
        return ConsoleAnswer.Page<ReportingPage>("reporting.title", view);
    }
}
