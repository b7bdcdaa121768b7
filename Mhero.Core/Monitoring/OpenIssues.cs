using Mhero.Core.Caching;
using Mhero.Core.Sync.Contacts;

namespace Mhero.Core.Monitoring;

/// <summary>What waits for a person.</summary>
/// <param name="DeadLetters">How many items could not be handled.</param>
/// <param name="Reviews">How many questions wait for a decision.</param>
/// <param name="WorkersWithIssues">How many workers have something that cannot be carried over.</param>
/// <param name="WorkerIssues">What that is, of the first hundred of them.</param>
/// <param name="PlacesWithIssues">How many Locations and Organizations have values that R4 does not allow.</param>
/// <param name="PlaceIssues">What that is, of the first hundred of them.</param>
internal sealed record OpenIssues(
    int DeadLetters, int Reviews, int WorkersWithIssues, IReadOnlyList<WorkerIssue> WorkerIssues, int PlacesWithIssues, IReadOnlyList<PlaceIssue> PlaceIssues);
