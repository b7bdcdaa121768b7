using Mhero.Core.Storage.DeadLetters;
using Mhero.Functions.Console.Access;
using Mhero.Functions.Console.Routing;

namespace Mhero.Functions.Console.Pages.Failures;

/// <summary>One dead letter: its cause in words, what to do, its payload and its history.</summary>
/// <param name="letters">The dead letters.</param>
/// <param name="guide">The meaning of codes.</param>
/// <param name="reveals">Records that personal data is shown.</param>
public sealed class FailureRoute(DeadLetterStore letters, CodeGuide guide, Reveals reveals) : ConsoleRoute("failures/{id}", ConsoleRole.Reader)
{
    /// <inheritdoc/>
    public override async Task<ConsoleAnswer> AnswerAsync(ConsoleRequest request, CancellationToken cancellationToken) =>
        await letters.FindDetailAsync(request.Value("id"), cancellationToken) is { } detail
            ? await reveals.ShowAsync(request, $"dead letter {detail.Letter.Id}", ConsoleAnswer.Page<FailurePage>("failures.one", new FailureView(detail, guide.Find(detail.Letter.Code))), cancellationToken)
            : ConsoleAnswer.Problem("failures.gone", StatusCodes.Status404NotFound);
}
