using Mhero.Core.Fhir;
using Mhero.Core.Storage.Quotas;

namespace Mhero.Core.Lookup;

/// <summary>
/// Answers flows' questions to the registry, while the contact waits: within a time limit, so many a minute for each contact,
/// and always with the same members, so that no expression of a flow fails. Reads alone.
/// </summary>
public sealed partial class LookupService
{
    private readonly Dictionary<LookupQuestion, ILookup> _lookups;
    private readonly CallerFinder _callers;
    private readonly CallQuota _quota;
    private readonly TimeProvider _time;
    private readonly IOptions<LookupOptions> _options;
    private readonly ILogger<LookupService> _logger;

    internal LookupService(
        IEnumerable<ILookup> lookups, CallerFinder callers, CallQuota quota, TimeProvider time, IOptions<LookupOptions> options, ILogger<LookupService> logger) =>
        (_lookups, _callers, _quota, _time, _options, _logger) = (lookups.ToDictionary(l => l.Question), callers, quota, time, options, logger);

    /// <summary>The members of a question's answers, apart from <c>answer</c> and <c>code</c>.</summary>
    /// <param name="question">The question.</param>
    public IReadOnlyList<string> MembersOf(LookupQuestion question) => _lookups[question].Members;

    /// <summary>Answers a question.</summary>
    /// <param name="request">The question.</param>
    /// <param name="cancellationToken">Cancels: the caller does not wait for the answer any more.</param>
    /// <returns>The reply; never an exception for a fault of the registry or the contact.</returns>
    public async Task<LookupReply> AskAsync(LookupRequest request, CancellationToken cancellationToken)
    {
        LookupRequests.Begin();
        var began = _time.GetTimestamp();
        using var patience = new CancellationTokenSource(_options.Value.TimeLimit, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        var lookup = _lookups[request.Question];
        LookupReply reply;
        try
        {
            reply = Reply(lookup, 200, await AnswerAsync(lookup, request, either.Token).WaitAsync(either.Token));
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            reply = Unavailable(lookup, LookupCodes.TimedOut);
        }
        catch (FhirException e)
        {
            reply = Unavailable(lookup, e.Code);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            // The contact is in the middle of a conversation: whatever happened, its flow has to be able to go on.
            LogUnexpected(request.Question, e.GetType().Name);
            reply = Unavailable(lookup, LookupCodes.Unexpected);
        }

        LogAnswered(request.Question, reply.Body["answer"], reply.Body["code"], (int)_time.GetElapsedTime(began).TotalMilliseconds);
        return reply;
    }

    private async Task<LookupAnswer> AnswerAsync(ILookup lookup, LookupRequest request, CancellationToken cancellationToken)
    {
        var caller = request.Contact?.ToString() ?? request.Urn!.Value.ToString();
        if (await _quota.TryTakeAsync(caller, _options.Value.PerMinute, _options.Value.PerDay, cancellationToken) is { } wait)
        {
            return LookupAnswer.Of(LookupAnswer.Busy, LookupCodes.TooOften, ("wait_seconds", ((int)wait.TotalSeconds).ToString(null, null)));
        }

        return await lookup.AnswerAsync(request, await _callers.FindAsync(request, cancellationToken), cancellationToken);
    }

    private static LookupReply Unavailable(ILookup lookup, string code) => Reply(lookup, 503, LookupAnswer.Of(LookupAnswer.Unavailable, code));

    private static LookupReply Reply(ILookup lookup, int status, LookupAnswer answer)
    {
        var body = new Dictionary<string, string> { ["answer"] = answer.Word, ["code"] = answer.Code ?? "", ["wait_seconds"] = "" };
        foreach (var member in lookup.Members)
        {
            body[member] = "";
        }

        foreach (var (name, value) in answer.Members)
        {
            body[name] = value;
        }

        return new LookupReply(status, body);
    }

    [LoggerMessage(7001, LogLevel.Information, "Look-up {Question}: {Answer} {Code} in {Milliseconds} ms")]
    private partial void LogAnswered(LookupQuestion question, string answer, string code, int milliseconds);

    [LoggerMessage(7002, LogLevel.Error, "Look-up {Question} failed: {Error}")]
    private partial void LogUnexpected(LookupQuestion question, string error);
}
