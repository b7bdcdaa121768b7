using Mhero.Core.Messaging.Outbox;
using Mhero.Core.Messaging.Requests;

namespace Mhero.Core.Operating.Messages;

/// <summary>Shows message requests with the states of their recipients.</summary>
public sealed class MessageReader
{
    private const int MaxFailed = 1_000;
    private const int Parallel = 8;

    private readonly OutboxTable _outbox;
    private readonly RequestIndex _index;

    internal MessageReader(OutboxTable outbox, RequestIndex index) => (_outbox, _index) = (outbox, index);

    /// <summary>Lists requests, the latest first. A request to storage for each request and two hundred of its chunks.</summary>
    /// <param name="max">How many at most.</param>
    /// <param name="after">The <see cref="RequestPage.Next"/> of the page before; null for the first page.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>A page.</returns>
    public async Task<RequestPage> ListAsync(int max, string? after, CancellationToken cancellationToken)
    {
        var (rows, next) = await _index.ListAsync(max, after, cancellationToken);
        var requests = new RequestSummary[rows.Count];
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = Parallel, CancellationToken = cancellationToken };
        await System.Threading.Tasks.Parallel.ForEachAsync(Enumerable.Range(0, rows.Count), parallel, async (i, token) =>
            requests[i] = Of(rows[i], await PeopleAsync(rows[i], token).Select(person => person.State).ToListAsync(token)));
        return new RequestPage(requests, next);
    }

    /// <summary>Reads one request.</summary>
    /// <param name="id">The request.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>It; null when it does not exist.</returns>
    public async Task<RequestDetail?> FindAsync(Guid id, CancellationToken cancellationToken)
    {
        if (await _outbox.FindRequestAsync(id, cancellationToken) is not { Row: { State: not RequestState.Preparing } row })
        {
            return null;
        }

        var people = await PeopleAsync(row, cancellationToken).ToListAsync(cancellationToken);
        var left = await _outbox.LeftOutAsync(id, cancellationToken);
        var failed = people.Where(person => person.State is SendState.NotDone or SendState.Unknown or SendState.LeftOut)
            .OrderBy(person => person.State)
            .Select(person => new FailedRecipient(person.Person, person.Contact, NameOf(person.State), person.Code, null, FailedRecipients.CanBeSentAgain(person)))
            .Concat(left.Select(one => new FailedRecipient(one.Reference.Length == 0 ? null : one.Reference, null, NameOf(SendState.LeftOut), one.Code, one.Reason, false)))
            .ToList();
        return new RequestDetail(Of(row, [.. people.Select(person => person.State)]), row.Content.Texts, [.. failed.Take(MaxFailed)], failed.Count > MaxFailed);
    }

    private static RequestSummary Of(RequestRow row, List<SendState> states)
    {
        var counts = states.GroupBy(NameOf).ToDictionary(state => state.Key, state => state.Count(), StringComparer.Ordinal);
        if (row.LeftOut > 0)
        {
            counts[NameOf(SendState.LeftOut)] = counts.GetValueOrDefault(NameOf(SendState.LeftOut)) + row.LeftOut;
        }

        return new RequestSummary(
            row.Id, JsonNamingPolicy.CamelCase.ConvertName(row.State.ToString()), row.CreatedAt, row.NotBefore, row.NotAfter, row.IsUrgent, row.Content.Flow, row.Content.For(null).Text, counts, row.Resends);
    }

    private static string NameOf(SendState state) => MessageRequests.NameOf(state);

    private IAsyncEnumerable<RecipientRow> PeopleAsync(RequestRow row, CancellationToken cancellationToken) =>
        _outbox.ChunksAsync(row.Id, cancellationToken).SelectMany(chunk => chunk.People);
}
