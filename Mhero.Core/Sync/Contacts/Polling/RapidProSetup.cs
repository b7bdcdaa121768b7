using Mhero.Core.Mapping.Profiles;
using Mhero.Core.RapidPro;
using Mhero.Core.Sync.Contacts.Messages;

namespace Mhero.Core.Sync.Contacts.Polling;

/// <summary>Makes the contact fields and the group that the sync writes to, where the workspace lacks them.</summary>
internal sealed partial class RapidProSetup(
    RapidProClient rapidPro,
    WorkspaceFields fields,
    IOptions<ContactSyncOptions> sync,
    IOptions<ContactMappingOptions> mapping,
    RepairLease lease,
    TimeProvider time,
    ILogger<RapidProSetup> logger) : IDisposable
{
    /// <summary>How long a reading of the workspace is valid. A missing field causes a 400 earlier.</summary>
    private static readonly TimeSpan MaxAge = TimeSpan.FromMinutes(30);

    /// <summary>A batch has fifty records that fail at the same moment: one look answers them all.</summary>
    private static readonly TimeSpan RepairAge = TimeSpan.FromSeconds(3);

    private readonly SemaphoreSlim _one = new(1);
    private (SetupRepair Repair, long At)? _lastRepair;
    private bool _isSmartGroup;
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

    /// <summary>
    /// Reads the workspace again, since RapidPro refused a group or field of mHero's, and creates the missing assets; only one
    /// instance at a time creates assets. Does not wait until RapidPro can use it.
    /// </summary>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns>The result; never an error of RapidPro.</returns>
    public async Task<SetupRepair> RepairAsync(CancellationToken cancellationToken)
    {
        await _one.WaitAsync(cancellationToken);
        try
        {
            if (_lastRepair is { } last && time.GetElapsedTime(last.At) < RepairAge)
            {
                return last.Repair;
            }

            var repair = await lease.TryTakeAsync(cancellationToken) is { } taken
                ? await RepairAsync(taken, cancellationToken)
                : new SetupRepair(SetupRepairOutcome.Wait, null, null, AssetDelay);
            _lastRepair = (repair, time.GetTimestamp());
            return repair;
        }
        finally
        {
            _one.Release();
        }
    }

    public void Dispose() => _one.Dispose();

    /// <summary>At least a second, so that a repair is over before what waited for it comes back.</summary>
    private TimeSpan AssetDelay => sync.Value.NewAssetDelay + TimeSpan.FromSeconds(1);

    private const string NameTaken =
        "RapidPro has no group or contact field that mHero can use, and its name is taken, for instance by a smart group: rename the one that has it, or set another name (Mhero__Contacts__Group).";

    private static SetupRepair Impossible(string cause) => new(SetupRepairOutcome.Impossible, SyncCodes.AssetNotRestored, cause, null);

    private async Task<SetupRepair> RepairAsync(string taken, CancellationToken cancellationToken)
    {
        try
        {
            var made = await CreateFieldsAsync(cancellationToken) + await CreateGroupAsync(cancellationToken);
            _checkedAt = time.GetTimestamp();
            return made == 0 && _isSmartGroup
                ? Impossible($"{SyncCodes.SmartGroup}: '{sync.Value.Group}' is a smart group: RapidPro fills it by its query and takes no members. Set Mhero__Contacts__Group to another name, so that mHero makes a static group, or rename the smart group.")
                : new SetupRepair(made > 0 ? SetupRepairOutcome.Made : SetupRepairOutcome.Present, null, null, AssetDelay);
        }
        catch (RapidProException e) when (e.Kind is RapidProErrorKind.Transient or RapidProErrorKind.Throttled)
        {
            return new SetupRepair(SetupRepairOutcome.Wait, null, null, e.RetryAfter ?? AssetDelay);
        }
        catch (RapidProException e)
        {
            return Impossible(e.IsNameTaken
                ? NameTaken
                : $"RapidPro lacks mHero's group or a contact field and does not let it be made ({e.Code}: {e.Message}) Make it there, give the token's user the role Editor, or remove groups or fields when the workspace has as many as it may.");
        }
        finally
        {
            await lease.ReleaseAsync(taken);
        }
    }

    private async Task<int> CreateFieldsAsync(CancellationToken cancellationToken)
    {
        var present = (await fields.ReadAsync(cancellationToken)).Select(f => f.Key).ToHashSet(StringComparer.OrdinalIgnoreCase);
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
        if (groups.FirstOrDefault(g => string.Equals(g.Name, name, StringComparison.OrdinalIgnoreCase)) is { } present)
        {
            _isSmartGroup = present.IsSmart;
            if (present.IsSmart)
            {
                LogSmartGroup();
            }

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

    [LoggerMessage(4004, LogLevel.Error, "mHero's group in RapidPro is a smart group, which contacts cannot join: rename it, or set another name in Mhero__Contacts__Group")]
    private partial void LogSmartGroup();

    [LoggerMessage(4003, LogLevel.Information, "Created mHero's group in RapidPro")]
    private partial void LogGroupCreated();
}
