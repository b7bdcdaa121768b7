using Mhero.Core.RapidPro.Model;
using Mhero.Core.Sync.Engine.Queueing;
using Mhero.Core.Sync.FlowResults.Sessions;

namespace Mhero.Core.Sync.Runs;

/// <summary>A run that changed, as the poller or a webhook shows it.</summary>
internal sealed record RunItem : QueueItem
{
    /// <summary>The run; null for one that is too large for a message.</summary>
    public FlowRun? Run { get; init; }

    /// <summary>UUID of a run that is to be read again.</summary>
    public Guid? RunUuid { get; init; }

    /// <summary>The stored FLOIP session that takes the place of a run; null for a run of RapidPro.</summary>
    public SessionPointer? Session { get; init; }

    /// <summary>When a webhook brought it (UTC); null when the poller did.</summary>
    public DateTimeOffset? ReceivedOn { get; init; }

    /// <summary>Whether the webhook did not name the run: <see cref="FlowRun.Uuid"/> is then a key of mHero's own.</summary>
    public bool IsUnnamed { get; init; }

    /// <summary>Whether RapidPro's own simulator made the run; it is marked as a test then.</summary>
    public bool IsSimulation { get; init; }

    /// <summary>Which run it is.</summary>
    internal Guid Uuid => Session?.Session ?? Run?.Uuid ?? RunUuid ?? Guid.Empty;

    /// <inheritdoc/>
    internal override string Subject => Uuid.ToString();

    internal override bool IsComplete => Run is not null || RunUuid is not null || Session is not null;

    /// <inheritdoc/>
    internal override bool IsOlderThan(QueueItem other) => other is RunItem { Run.ModifiedOn: { } theirs } && Run?.ModifiedOn is { } ours && ours < theirs;

    /// <inheritdoc/>
    internal override QueueItem ResetAttempts() => this with { Attempts = 0, Waits = 0, Held = null, Refused = null };

    /// <inheritdoc/>
    internal override QueueItem? Smaller() => IsUnnamed || IsSimulation || Session is not null ? null : new RunItem { RunUuid = Uuid };
}
