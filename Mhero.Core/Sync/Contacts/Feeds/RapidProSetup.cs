using Mhero.Core.Mapping;
using Mhero.Core.RapidPro;
using Mhero.Core.Sync.Contacts.Messages;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Mhero.Core.Sync.Contacts.Feeds;

/// <summary>Makes the contact fields and the group that the sync writes to, where the workspace lacks them.</summary>
internal sealed partial class RapidProSetup(
    RapidProClient rapidPro,
    IOptions<ContactSyncOptions> sync,
    IOptions<ContactMappingOptions> mapping,
    TimeProvider time,
    ILogger<RapidProSetup> logger) : IDisposable
{
    /// <summary>How long a look at the workspace holds; a field that is missing after all shows as a 400 before that.</summary>
    private static readonly TimeSpan MaxAge = TimeSpan.FromMinutes(30);

    private readonly SemaphoreSlim _one = new(1);
    private long _checkedAt = long.MinValue;

    /// <summary>Creates what is missing and waits until RapidPro can use it. Does nothing when it looked lately.</summary>
    /// <exception cref="RapidProException">RapidPro cannot be read or refuses to create.</exception>
    public async Task EnsureAsync(CancellationToken cancellationToken)
    {
        await _one.WaitAsync(cancellationToken);
        try
        {
            if (_checkedAt != long.MinValue && time.GetElapsedTime(_checkedAt) < MaxAge)
            {
                return;
            }

            if (await CreateFieldsAsync(cancellationToken) + await CreateGroupAsync(cancellationToken) > 0)
            {
                await Task.Delay(sync.Value.NewAssetDelay, time, cancellationToken);
            }

            _checkedAt = time.GetTimestamp();
        }
        finally
        {
            _one.Release();
        }
    }

    /// <summary>Looks again next time, since a field turned out to be missing.</summary>
    public void Forget() => _checkedAt = long.MinValue;

    public void Dispose() => _one.Dispose();

    private async Task<int> CreateFieldsAsync(CancellationToken cancellationToken)
    {
        var present = (await rapidPro.GetFieldsAsync(cancellationToken)).Select(f => f.Key).ToHashSet(StringComparer.OrdinalIgnoreCase);
        var wanted = mapping.Value.MappedFields
            .Select(f => (f.Key, Name: f.Value.Name ?? f.Key.Replace('_', ' '), f.Value.Type))
            .Append((Key: ContactSnapshot.GlobalId, Name: ContactSnapshot.GlobalId, Type: "text"))
            .Append((Key: ContactSnapshot.EntityType, Name: ContactSnapshot.EntityType, Type: "text"));
        var created = 0;
        foreach (var (key, name, type) in wanted.Where(f => !present.Contains(f.Key)))
        {
            var field = await rapidPro.CreateFieldAsync(name, type, cancellationToken);
            created++;
            LogFieldCreated(key, type);
            if (!string.Equals(field.Key, key, StringComparison.OrdinalIgnoreCase))
            {
                LogOtherKey(key, field.Key);
            }
        }

        return created;
    }

    private async Task<int> CreateGroupAsync(CancellationToken cancellationToken)
    {
        var name = sync.Value.Group;
        if (string.IsNullOrWhiteSpace(name))
        {
            return 0;
        }

        var groups = await rapidPro.GetGroupsAsync(cancellationToken);
        if (groups.Any(g => string.Equals(g.Name, name, StringComparison.OrdinalIgnoreCase)))
        {
            return 0;
        }

        await rapidPro.CreateGroupAsync(name, cancellationToken);
        LogGroupCreated();
        return 1;
    }

    [LoggerMessage(4001, LogLevel.Information, "Created the contact field {Key} of type {Type} in RapidPro")]
    private partial void LogFieldCreated(string key, string type);

    [LoggerMessage(4002, LogLevel.Warning, "RapidPro named the field for {Wanted} {Actual}: set its name in Mhero__Contacts__Fields__{Wanted}__Name so that the key comes out as configured")]
    private partial void LogOtherKey(string wanted, string actual);

    [LoggerMessage(4003, LogLevel.Information, "Created mHero's group in RapidPro")]
    private partial void LogGroupCreated();
}
