using Mhero.Core.Sync.FlowResults.Push;

namespace Mhero.Functions.Http;

/// <summary>The answers to pushed packages and rows.</summary>
internal static class FlowResultsAnswers
{
    /// <summary>A body of wrong rows only must not be answered with as many issues.</summary>
    private const int MaxIssues = 1_000;

    public static IResult Of(PushResult result, Func<IResult> accepted) => result.Answer switch
    {
        PushAnswer.Accepted or PushAnswer.Created => accepted(),
        PushAnswer.Partial => Results.Ok(new { rows = result.Rows, sessions = result.Sessions, issues = result.Issues.Take(MaxIssues) }),
        PushAnswer.Unknown => Refusal(StatusCodes.Status404NotFound, result),
        PushAnswer.Unavailable => Refusal(StatusCodes.Status503ServiceUnavailable, result),
        _ => Refusal(StatusCodes.Status400BadRequest, result),
    };

    private static IResult Refusal(int status, PushResult result) =>
        Problems.Of(status, result.Issues[0].Code, result.Issues[0].Message, result.Issues.Take(MaxIssues).ToList());
}
