using Mhero.Core.Storage.Audit;
using Mhero.Functions.Console.Access;
using Mhero.Functions.Console.Routing;

namespace Mhero.Functions.Console.Pages.BulkLoads;

/// <summary>A file for the import of RapidPro. It has names and telephone numbers, so the audit log has an entry before it is sent.</summary>
/// <param name="loads">The bulk loads.</param>
/// <param name="audit">The audit log.</param>
public sealed class BulkLoadFileRoute(Core.Sync.Contacts.Bulk.BulkLoads loads, IAuditLog audit) : ConsoleRoute("syncs/bulk-load/files/{number}", ConsoleRole.Operator)
{
    /// <inheritdoc/>
    public override async Task<ConsoleAnswer> AnswerAsync(ConsoleRequest request, CancellationToken cancellationToken)
    {
        if (!int.TryParse(request.Value("number"), NumberStyles.None, CultureInfo.InvariantCulture, out var number) || !await loads.HasFileAsync(number, cancellationToken))
        {
            return ConsoleAnswer.Problem("bulk-load.no-file", StatusCodes.Status404NotFound);
        }

        var name = string.Create(CultureInfo.InvariantCulture, $"contacts-{number:000}.csv");
        await audit.WriteAsync(new AuditEntry(request.User.Operator, AuditActions.Reveal, $"bulk-load {name}"), cancellationToken);

        // At most 25,000 short lines: some megabytes.
        using var content = new MemoryStream();
        await loads.WriteFileAsync(number, content, cancellationToken);
        return new FileAnswer(name, "text/csv; charset=utf-8", content.ToArray());
    }
}
