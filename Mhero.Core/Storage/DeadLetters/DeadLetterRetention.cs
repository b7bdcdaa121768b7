using Mhero.Core.Storage.Retention;

namespace Mhero.Core.Storage.DeadLetters;

/// <summary>Removes open dead letters whose last failure is long ago. Each is logged, since its record is lost unless its side shows it again.</summary>
internal sealed partial class DeadLetterRetention(
    DeadLetterTable letters, DeadLetterReplays replays, IOptions<RetentionOptions> options, TimeProvider time, ILogger<DeadLetterRetention> logger) : IRetention
{
    public string Name => "deadLetters";

    public async Task<int> PurgeAsync(Func<bool> isSpent, CancellationToken cancellationToken)
    {
        await replays.ForgetOldAsync(cancellationToken);
        var (limit, removed) = (time.GetUtcNow() - options.Value.DeadLetters, 0);
        await foreach (var row in letters.ScanAsync(DeadLetterKeys.FirstId, DeadLetterKeys.PastIds, cancellationToken))
        {
            if (isSpent())
            {
                break;
            }

            if (row.Discarded is not null || row.LastFailedAt > limit)
            {
                continue;
            }

            // One that failed again since it was read stays.
            if (await letters.ChangeAsync(row.Id, (now, _) => now is { Discarded: null } && now.LastFailedAt <= limit ? null : now, cancellationToken) is null)
            {
                LogRemoved(row.Id, row.Queue, row.Code);
                await replays.ForgetAsync([row.Id], cancellationToken);
                removed++;
            }
        }

        return removed;
    }

    [LoggerMessage(4098, LogLevel.Warning, "The open dead letter {Id} of {Queue} ({Code}) reached its age and is removed")]
    private partial void LogRemoved(string id, string queue, string code);
}
