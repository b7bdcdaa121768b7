using Mhero.Core.Fhir;
using Mhero.Core.Storage.Tables;
using Mhero.Core.Sync.Queueing;
using Microsoft.Extensions.Options;

namespace Mhero.Core.Sync.Servers;

/// <summary>Keeps the profile of the configured FHIR server, one row for each base address.</summary>
/// <param name="table">The table of the state.</param>
/// <param name="options">Name the server.</param>
/// <param name="time">The clock.</param>
public sealed class ServerProfileStore(DocumentTable table, IOptions<FhirOptions> options, TimeProvider time) : IServerProfiles
{
    private const string Partition = "servers";

    /// <summary>An operator who has tried the server again sees the effect after this time, without a restart.</summary>
    private static readonly TimeSpan MaxAge = TimeSpan.FromMinutes(5);

    private volatile Reading? _last;

    private string Key => options.Value.Root().AbsoluteUri;

    /// <inheritdoc/>
    public async Task<ServerProfile?> FindAsync(CancellationToken cancellationToken)
    {
        if (_last is { } last && time.GetElapsedTime(last.At) < MaxAge)
        {
            return last.Profile;
        }

        var at = time.GetTimestamp();
        var document = await table.FindAsync(Partition, Key, cancellationToken);
        _last = new Reading(at, document is null ? null : SyncJson.Read<ServerProfile>(document.Content));
        return _last.Profile;
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

    private sealed record Reading(long At, ServerProfile? Profile);
}
