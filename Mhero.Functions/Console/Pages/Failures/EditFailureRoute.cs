using Mhero.Core.Storage.Audit;
using Mhero.Core.Storage.DeadLetters;
using Mhero.Functions.Console.Access;
using Mhero.Functions.Console.Routing;

namespace Mhero.Functions.Console.Pages.Failures;

/// <summary>The payload of a dead letter in a form. It has personal data, so the audit log records that it is shown.</summary>
/// <param name="letters">The dead letters.</param>
/// <param name="audit">The audit log.</param>
public sealed class EditFailureRoute(DeadLetterStore letters, IAuditLog audit) : ConsoleRoute("failures/{id}/edit", ConsoleRole.Operator)
{
    /// <inheritdoc/>
    public override async Task<ConsoleAnswer> AnswerAsync(ConsoleRequest request, CancellationToken cancellationToken)
    {
        if (await letters.FindDetailAsync(request.Value("id"), cancellationToken) is not { } detail)
        {
            return ConsoleAnswer.Problem("failures.gone", StatusCodes.Status404NotFound);
        }

        await audit.WriteAsync(new AuditEntry(request.User.Operator, AuditActions.Reveal, $"dead letter {detail.Letter.Id}"), cancellationToken);
        return ConsoleAnswer.Page<EditFailurePage>("failures.edit", new EditFailureView(detail.Letter.Id, detail.Version, new FailureView(detail, null).Raw, null));
    }
}
