using Mhero.Core.Storage.Audit;
using Mhero.Functions.Console.Access;
using Mhero.Functions.Console.Pages.Messages;
using Mhero.Functions.Console.Routing;

namespace Mhero.Functions.Console.Pages.Audit;

/// <summary>The changes of operators, and their looks at personal data.</summary>
/// <param name="audit">The audit log.</param>
/// <param name="composer">Has the time zone of the console.</param>
/// <param name="reveals">Records that personal data is shown.</param>
public sealed class AuditRoute(IAuditLog audit, Composer composer, Reveals reveals) : ConsoleRoute("audit", ConsoleRole.Operator)
{
    private const int Shown = 50;

    private static readonly string[] Fields = ["operator", "action", "item", "from", "to"];

    /// <inheritdoc/>
    public override async Task<ConsoleAnswer> AnswerAsync(ConsoleRequest request, CancellationToken cancellationToken)
    {
        var values = Fields.Where(field => request.Query(field) is not null).ToDictionary(field => field, field => request.Query(field)!);
        var filter = new AuditFilter
        {
            Operator = request.Query("operator"),
            Action = request.Query("action"),
            Item = request.Query("item"),
            From = request.Day("from", composer.Zone),
            To = request.Day("to", composer.Zone, 1),
        };
        var query = string.Concat(values.Select(value => $"{value.Key}={Uri.EscapeDataString(value.Value)}&"));
        var page = ConsoleAnswer.Page<AuditLogPage>("audit.title", new AuditView(await audit.ListAsync(filter, Shown, request.Query("after"), cancellationToken), "audit?" + query) { Values = values });
        return await reveals.ShowAsync(request, "audit log", page, cancellationToken);
    }
}
