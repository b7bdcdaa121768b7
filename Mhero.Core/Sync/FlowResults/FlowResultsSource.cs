using Mhero.Core.Floip.Http;

namespace Mhero.Core.Sync.FlowResults;

/// <summary>A FLOIP source of the settings.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Options">Its settings.</param>
/// <param name="Zone">The zone of timestamps that have none.</param>
/// <param name="Client">Reads its server; null for a source that only pushes.</param>
internal sealed record FlowResultsSource(string Name, FlowResultsSourceOptions Options, TimeZoneInfo Zone, FlowResultsClient? Client);
