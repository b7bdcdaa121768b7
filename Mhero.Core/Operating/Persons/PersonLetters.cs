using Mhero.Core.Storage.DeadLetters;
using Mhero.Core.Storage.Queues;

namespace Mhero.Core.Operating.Persons;

/// <summary>Lists the open dead letters about one person.</summary>
internal sealed class PersonLetters(DeadLetterIndex letters, IEnumerable<QueueName> queues)
{
    private const int Max = 50;

    private readonly IReadOnlyList<string> _queues = [.. queues.Select(queue => queue.Name)];

    /// <summary>The dead letters by the person's references and UUIDs, the latest failure first, at most 50.</summary>
    public Task<IReadOnlyList<DeadLetterSummary>> ListAsync(IReadOnlyCollection<string> names, CancellationToken cancellationToken) =>
        letters.ListAboutAsync(names, _queues, Max, cancellationToken);
}
