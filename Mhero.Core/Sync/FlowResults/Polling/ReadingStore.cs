using Mhero.Core.Storage.Tables;
using Mhero.Core.Sync.Engine.Queueing;
using Mhero.Core.Sync.FlowResults.Packages;

namespace Mhero.Core.Sync.FlowResults.Polling;

/// <summary>Keeps the readings that have not come to their end.</summary>
/// <param name="table">Where they are kept.</param>
internal sealed class ReadingStore(FlowResultsTable table)
{
    private const string Partition = "readings";

    /// <summary>Finds the reading of a package.</summary>
    /// <returns>The state and its version; null where the last reading came to its end.</returns>
    public async Task<(ReadingState? State, string? Version)> FindAsync(PackageRow package, CancellationToken cancellationToken) =>
        await table.Documents.FindAsync(Partition, KeyOf(package), cancellationToken) is { } document ? (SyncJson.Read<ReadingState>(document.Content), document.Version) : (null, null);

    /// <summary>Stores the state of a reading.</summary>
    /// <param name="package">The package.</param>
    /// <param name="state">The state.</param>
    /// <param name="version">The version of the state that it follows; null for the first.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns>The new version; null when another call reads the package and has stored its own state.</returns>
    public async Task<string?> TrySaveAsync(PackageRow package, ReadingState state, string? version, CancellationToken cancellationToken)
    {
        var key = KeyOf(package);
        return (await table.Documents.WriteAsync(Partition, [new Document(key, SyncJson.Write(state), version)], cancellationToken))[key];
    }

    /// <summary>Forgets a reading that came to its end, unless another call has stored a state since.</summary>
    public async Task ForgetAsync(PackageRow package, string version, CancellationToken cancellationToken) =>
        await table.Documents.TryDeleteAsync(Partition, KeyOf(package), version, cancellationToken);

    private static string KeyOf(PackageRow package) => package.Uuid.ToString("N");
}
