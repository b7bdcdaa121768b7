using Mhero.Core.Storage.DeadLetters;
using Mhero.Functions.Console.Access;
using Mhero.Functions.Console.Pages.Messages;
using Mhero.Functions.Console.Routing;

namespace Mhero.Functions.Console.Pages.Failures;

/// <summary>The dead letters: groups of equal causes, and a list with conditions.</summary>
/// <param name="index">Lists and counts them.</param>
/// <param name="composer">Has the time zone of the console.</param>
public sealed class FailuresRoute(DeadLetterIndex index, Composer composer) : ConsoleRoute("failures", ConsoleRole.Reader)
{
    private const int Shown = 50;

    /// <inheritdoc/>
    public override async Task<ConsoleAnswer> AnswerAsync(ConsoleRequest request, CancellationToken cancellationToken)
    {
        var query = FailureQuery.Of(request, composer.Zone);
        var isDiscarded = request.Query("discarded") is not null;
        var after = request.Query("after");
        var page = isDiscarded
            ? await index.ListDiscardedAsync(query.Filter, Shown, after, cancellationToken)
            : await index.ListAsync(query.Filter, Shown, after, cancellationToken);
        var groups = isDiscarded || after is not null ? [] : await index.GroupsAsync(new DeadLetterFilter { Queue = query.Filter.Queue, Code = query.Filter.Code }, cancellationToken);
        return ConsoleAnswer.Page<FailuresPage>(isDiscarded ? "failures.discarded" : "failures.title", new FailuresView(query, groups, page, isDiscarded));
    }
}
