using Mhero.Core.Sync.Engine.Queueing;

namespace Mhero.Core.Sync.Reports;

/// <summary>A report to be brought to a server as it is in the registry now: delivered, corrected or withdrawn.</summary>
internal sealed record ReportItem : QueueItem
{
    /// <summary>The MeasureReport's id.</summary>
    public required string Id { get; init; }

    /// <summary>Name of the destination.</summary>
    public required string Destination { get; init; }

    /// <summary>The number that was refused, by its data element and combination or its place in the report; null for the report as a whole.</summary>
    public string? Value { get; init; }

    /// <summary>Numbers that were refused before and are not any more; their dead letters are closed.</summary>
    internal IReadOnlyList<string> Accepted { get; init; } = [];

    /// <inheritdoc/>
    internal override string Subject => SubjectOf(Value);

    /// <inheritdoc/>
    internal override IEnumerable<string> Settled => Accepted.Select(SubjectOf).Prepend(Subject);

    /// <inheritdoc/>
    internal override bool IsComplete => !string.IsNullOrEmpty(Id) && !string.IsNullOrEmpty(Destination);

    /// <inheritdoc/>
    internal override QueueItem ResetAttempts() => this with { Attempts = 0, Waits = 0, Held = null, Refused = null };

    private string SubjectOf(string? value) => value is null ? $"MeasureReport/{Id} {Destination}" : $"MeasureReport/{Id} {Destination} {value}";
}
