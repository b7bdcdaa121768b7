using Mhero.Core.Caching;
using Mhero.Core.Fhir;
using Mhero.Core.Messaging;
using Mhero.Core.Storage;
using Mhero.Core.Storage.Pauses;
using Mhero.Core.Sync.Contacts;
using Mhero.Core.Sync.Engine.Circuits;

namespace Mhero.Core.Monitoring;

/// <summary>The state of the syncs.</summary>
/// <param name="Pollers">The position of each poller.</param>
/// <param name="Queues">What waits.</param>
/// <param name="Runs">The last runs, the latest first.</param>
/// <param name="DeadLetters">How many items could not be handled.</param>
/// <param name="Reviews">How many questions wait for a person.</param>
/// <param name="WorkersWithIssues">How many workers have something that cannot be carried over.</param>
/// <param name="WorkerIssues">What that is, of the first hundred of them, with the values concerned.</param>
/// <param name="Readings">When each side was last read to its end; a poller that has not run yet is not among them.</param>
/// <param name="Circuits">Queues whose work equal failures have stopped.</param>
/// <param name="Flows">Flows that a setting or a Questionnaire names and that the workspace does not have, or has several of.</param>
/// <param name="Groups">Smart groups that a setting names and that mHero cannot keep.</param>
public sealed record Status(
    [property: JsonPropertyName(WireNames.Pollers)] IReadOnlyList<PollerStatus> Pollers, IReadOnlyList<QueueStatus> Queues, IReadOnlyList<SyncExecutionStatus> Runs, int DeadLetters, int Reviews,
    int WorkersWithIssues, IReadOnlyList<WorkerIssue> WorkerIssues,
    IReadOnlyList<ReadingStatus> Readings, IReadOnlyList<CircuitStatus> Circuits,
    IReadOnlyList<FlowIssue> Flows, IReadOnlyList<GroupIssue> Groups)
{
    /// <summary>How the clocks of RapidPro and the registry differ from ours.</summary>
    public IReadOnlyList<ClockStatus> Clocks { get; init; } = [];

    /// <summary>The directions that an operator has paused.</summary>
    public IReadOnlyList<Pause> Pauses { get; init; } = [];

    /// <summary>How many Locations and Organizations have values that R4 does not allow.</summary>
    public int PlacesWithIssues { get; init; }

    /// <summary>What that is, of the first hundred of them.</summary>
    public IReadOnlyList<PlaceIssue> PlaceIssues { get; init; } = [];

    /// <summary>The findings of the last <c>mhero doctor</c> about the FHIR server; null when it was not run.</summary>
    public ServerProfile? Server { get; init; }
}
