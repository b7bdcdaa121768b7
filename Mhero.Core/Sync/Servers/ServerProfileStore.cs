using Mhero.Core.Caching.InMemory;
using Mhero.Core.Fhir;
using Mhero.Core.Storage.Tables;
using Mhero.Core.Sync.Engine.Queueing;

namespace Mhero.Core.Sync.Servers;

/// <summary>Keeps the profile of the configured FHIR server, one row for each base address.</summary>
/// <param name="table">The table of the state.</param>
/// <param name="options">Name the server.</param>
/// <param name="time">The clock.</param>
/// <param name="logger">Gets a warning when the row cannot be read.</param>
public sealed partial class ServerProfileStore(DocumentTable table, IOptions<FhirOptions> options, TimeProvider time, ILogger<ServerProfileStore> logger) : IServerProfiles
{
    private const string Partition = "servers";

    // An operator who has tried the server again sees the effect after this time, without a restart.
    private readonly BoundedCache<string, ServerProfile?> _profiles = new(time, 1, _ => TimeSpan.FromMinutes(5));

    private string Key => options.Value.Root().AbsoluteUri;

    /// <inheritdoc/>
    /// <remarks>A row that cannot be read counts as none for five minutes: the profile spares requests, and no search may fail for it.</remarks>
    public Task<ServerProfile?> FindAsync(CancellationToken cancellationToken) => _profiles.GetAsync(Key, ReadAsync, cancellationToken);

    /// <summary>Keeps what the trials showed, in place of what earlier ones did.</summary>
    /// <param name="findings">The findings of all trials.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task KeepAsync(IReadOnlyList<ServerFinding> findings, CancellationToken cancellationToken)
    {
        var profile = new ServerProfile(time.GetUtcNow(), findings);
        await table.ChangeAsync(Partition, Key, SyncJson.TypeOf<ServerProfile>(), _ => profile, cancellationToken);
        _profiles.Remove(Key);
    }

    private async Task<ServerProfile?> ReadAsync()
    {
        try
        {
            var document = await table.FindAsync(Partition, Key, CancellationToken.None);
            return document is null ? null : SyncJson.Read<ServerProfile>(document.Content);
        }
#pragma warning disable CA1031 // Whatever the table or the row throws, the search that asks goes on without the profile.
        catch (Exception error)
#pragma warning restore CA1031
        {
            ServerProfileUnreadable(logger, error);
            return null;
        }
    }

    [LoggerMessage(LogLevel.Warning, "The profile of the FHIR server cannot be read; mHero goes on without it")]
    private static partial void ServerProfileUnreadable(ILogger logger, Exception error);
}
