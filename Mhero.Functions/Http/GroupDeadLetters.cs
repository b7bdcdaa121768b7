using Mhero.Core.Storage.DeadLetters;

namespace Mhero.Functions.Http;

/// <summary><c>GET /api/dead-letters/groups</c>: the open dead letters by queue and code, the largest group first. Query: <c>queue</c>, <c>issue</c>.</summary>
/// <param name="index">Counts them.</param>
public sealed class GroupDeadLetters(DeadLetterIndex index)
{
    /// <summary>Answers 200 with the groups.</summary>
    [Function(nameof(GroupDeadLetters))]
    public Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "dead-letters/groups")] HttpRequest request, CancellationToken cancellationToken) =>
        OperatorAnswers.GuardAsync(async () => Results.Ok(await index.GroupsAsync(Filters.DeadLettersOf(request), cancellationToken)));
}
