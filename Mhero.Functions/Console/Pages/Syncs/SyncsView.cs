using Mhero.Core.Storage.Pauses;
using Mhero.Core.Storage.SyncLog;

namespace Mhero.Functions.Console.Pages.Syncs;

/// <summary>The content of the page of the syncs.</summary>
/// <param name="Kinds">The pollers.</param>
/// <param name="Kind">The poller whose executions are shown; null for all.</param>
/// <param name="Executions">The last sync executions, the latest first.</param>
/// <param name="Pauses">The directions that are paused.</param>
public sealed record SyncsView(IReadOnlyList<string> Kinds, string? Kind, IReadOnlyList<SyncExecution> Executions, IReadOnlyList<Pause> Pauses);
