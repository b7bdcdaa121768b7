using Mhero.Core.Storage.DeadLetters;

namespace Mhero.Core.Storage.Jobs;

/// <summary>An order for a job.</summary>
/// <param name="Kind">The operation, one of <see cref="JobKinds"/>.</param>
internal sealed record JobOrder(string Kind)
{
    /// <summary>Which dead letters it is about; null for a job about something else.</summary>
    public DeadLetterFilter? Filter { get; init; }

    /// <summary>The items, when the order names them.</summary>
    public IReadOnlyList<string>? Items { get; init; }

    /// <summary>What else the operation needs.</summary>
    public string? Argument { get; init; }

    /// <summary>The operator.</summary>
    public string? By { get; init; }

    /// <summary>Orders with the same key are one job until it is finished, also when different operators give them.</summary>
    public string Key => StorageJson.HashOf(
        Filter is { } filter && filter == new DeadLetterFilter { Queue = filter.Queue } && Items is null && Argument is null
            ? $"{Kind}\n{filter.Queue}"
            : string.Join('\n', [Kind, Filter is null ? null : StorageJson.Write(Filter, StorageJson.Instance.DeadLetterFilter), Argument, .. Items ?? []]));
}
