using Mhero.Core.Fhir;
using Mhero.Core.Storage.Tables;
using Mhero.Core.Sync.Engine.Queueing;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Mhero.Core.Sync.Servers;

/// <summary>Keeps the profile of the configured FHIR server, one row for each base address.</summary>
/// <param name="table">The table of the state.</param>
/// <param name="options">Name the server.</param>
/// <param name="time">The clock.</param>
/// <param name="logger">Gets a warning when the row cannot be read.</param>
public sealed partial class ServerProfileStore(DocumentTable table, IOptions<FhirOptions> options, TimeProvider time, ILogger<ServerProfileStore> logger) : IServerProfiles
{
    private const string Partition = "servers";

    /// <summary>An operator who has tried the server again sees the effect after this time, without a restart.</summary>
    private static readonly TimeSpan MaxAge = TimeSpan.FromMinutes(5);

    private volatile Reading? _last;

    private string Key => options.Value.Root().AbsoluteUri;

    /// <inheritdoc/>
    /// <remarks>A row that cannot be read counts as none for five minutes: the profile spares requests, and no search may fail for it.</remarks>
    public async Task<ServerProfile?> FindAsync(CancellationToken cancellationToken)
    {
        if (_last is { } last && time.GetElapsedTime(last.At) < MaxAge)
        {
            return last.Profile;
        }

        var at = time.GetTimestamp();
        ServerProfile? profile = null;
        try
        {
            var document = await table.FindAsync(Partition, Key, cancellationToken);
            profile = document is null ? null : SyncJson.Read<ServerProfile>(document.Content);
        }
#pragma warning disable CA1031 // Whatever the table or the row throws, the search that asks goes on without the profile.
        catch (Exception error) when (error is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
#pragma warning restore CA1031
        {
            ServerProfileUnreadable(logger, error);
        }

        _last = new Reading(at, profile);
        return profile;
    }

    /// <summary>Keeps what the trials showed, in place of what earlier ones did.</summary>
    /// <param name="findings">The findings of all trials.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task KeepAsync(IReadOnlyList<ServerFinding> findings, CancellationToken cancellationToken)
    {
        var profile = new ServerProfile(time.GetUtcNow(), findings);
        await table.ChangeAsync(Partition, Key, SyncJson.TypeOf<ServerProfile>(), _ => profile, cancellationToken);
        _last = null;
    }

    [LoggerMessage(LogLevel.Warning, "The profile of the FHIR server cannot be read; mHero goes on without it")]
    private static partial void ServerProfileUnreadable(ILogger logger, Exception error);

    private sealed record Reading(long At, ServerProfile? Profile);
}
