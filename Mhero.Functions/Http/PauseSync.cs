using Mhero.Core;
using Mhero.Core.Operating;
using Mhero.Core.Storage.Pauses;

namespace Mhero.Functions.Http;

/// <summary><c>POST /api/syncs/{kind}/pause</c>: pauses a direction, with <c>{"reason":"…"}</c>. Timers skip it, its messages wait, webhooks are still taken.</summary>
/// <param name="syncs">The actions on syncs.</param>
/// <param name="operators">Finds the operator.</param>
public sealed class PauseSync(SyncActions syncs, OperatorIdentity operators)
{
    /// <summary>Answers 200 with the pause, 404 for a direction that does not exist, or 422 without a reason.</summary>
    [Function(nameof(PauseSync))]
    public async Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "syncs/{kind}/pause")] HttpRequest request, string kind, CancellationToken cancellationToken)
    {
        var (body, problem) = await OperatorAnswers.ReadAsync(request, cancellationToken);
        return problem
            ?? (OperatorAnswers.TextOf(body, "reason") is not { } reason ? OperatorAnswers.NoReason()
            : await syncs.PauseAsync(kind, reason, operators.Of(request), cancellationToken) is { } pause ? Results.Ok(pause) : Unknown());
    }

    internal static IResult Unknown() => Results.Problem(
        $"No direction of this name exists: use one of {string.Join(", ", Directions.Known)}.",
        statusCode: StatusCodes.Status404NotFound,
        extensions: new Dictionary<string, object?> { ["code"] = HttpCodes.UnknownDirection, ["directions"] = Directions.Known });
}
