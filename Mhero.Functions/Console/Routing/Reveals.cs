using Mhero.Core.Storage.Audit;

namespace Mhero.Functions.Console.Routing;

/// <summary>Shows names, numbers and answers to operators who ask for them. The audit log has an entry before the page is sent.</summary>
/// <param name="audit">The audit log.</param>
public sealed class Reveals(IAuditLog audit)
{
    /// <summary>The page with personal data, when the user asks for it and may see it; else the page as it is.</summary>
    /// <param name="request">The request.</param>
    /// <param name="item">The item that the audit log names.</param>
    /// <param name="page">The page.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<ConsoleAnswer> ShowAsync(ConsoleRequest request, string item, PageAnswer page, CancellationToken cancellationToken)
    {
        if (!request.WantsPersonalData)
        {
            return page;
        }

        await audit.WriteAsync(new AuditEntry(request.User.Operator, AuditActions.Reveal, item), cancellationToken);
        return page with { ShowsPersonalData = true };
    }
}
