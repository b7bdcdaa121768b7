using Mhero.Core.Caching;
using Mhero.Core.Caching.InMemory;
using Mhero.Core.Messaging.OptOut;
using Mhero.Core.RapidPro;
using Mhero.Core.Sync.Contacts;
using Mhero.Core.Sync.Groups;

namespace Mhero.Core.Messaging;

/// <summary>Checks whether a setting names a smart group, whose members RapidPro decides about.</summary>
public sealed class GroupReferences
{
    /// <summary>A status is asked for by a person or a probe that waits.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly RapidProClient _rapidPro;
    private readonly ContactSyncOptions _contacts;
    private readonly GroupSyncOptions _groups;
    private readonly OptOutOptions _optOuts;
    private readonly TimeProvider _time;
    private readonly BoundedCache<int, IReadOnlyList<GroupIssue>> _issues;

    internal GroupReferences(
        RapidProClient rapidPro, IOptions<ContactSyncOptions> contacts, IOptions<GroupSyncOptions> groups, IOptions<OptOutOptions> optOuts,
        IOptions<CacheOptions> cache, TimeProvider time) =>
        (_rapidPro, _contacts, _groups, _optOuts, _time, _issues) = (rapidPro, contacts.Value, groups.Value, optOuts.Value, time, new(time, 1, _ => cache.Value.MaxAge));

    /// <summary>Checks it, with one request for every 250 groups; the result is remembered for <c>Mhero:Cache:MaxAge</c>.</summary>
    /// <param name="cancellationToken">Cancels the check.</param>
    /// <returns>The settings that name a smart group; one issue without a place when RapidPro cannot be read. Empty when all is well.</returns>
    public async Task<IReadOnlyList<GroupIssue>> CheckAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await _issues.GetAsync(0, ReadAsync, cancellationToken).WaitAsync(Patience, _time, cancellationToken);
        }
        catch (RapidProException e)
        {
            return [Unchecked(e.Code)];
        }
        catch (TimeoutException)
        {
            return [Unchecked(SyncCodes.Unexpected)];
        }
    }

    private async Task<IReadOnlyList<GroupIssue>> ReadAsync()
    {
        var groups = await _rapidPro.GetGroupsAsync(CancellationToken.None);
        var smart = groups.Where(g => g.IsSmart).Select(g => g.Name.Trim()).ToHashSet(StringComparer.OrdinalIgnoreCase);
        return
        [
            .. Settings().Where(s => smart.Contains(s.Group.Trim())).Select(s => new GroupIssue(
                SyncCodes.SmartGroup, s.Place, s.Group, $"'{s.Group}' is a smart group: RapidPro fills it by its query, and mHero cannot keep its members. {s.Advice}")),
        ];
    }

    private IEnumerable<(string Place, string Group, string Advice)> Settings()
    {
        const string Made = "Set it to another name, so that mHero makes a static group, or rename the smart group.";
        if (!string.IsNullOrWhiteSpace(_contacts.Group))
        {
            yield return ("Mhero__Contacts__Group", _contacts.Group, Made);
        }

        if (_optOuts.GroupName is { } optedOut)
        {
            yield return ("Mhero__OptOut__Group", optedOut, Made);
        }

        for (var i = 0; i < _groups.FromRapidPro.Count; i++)
        {
            yield return ($"Mhero__Groups__FromRapidPro__{i}", _groups.FromRapidPro[i], "Make a static group of these contacts in RapidPro with another name, and set this setting to it.");
        }
    }

    private static GroupIssue Unchecked(string code) =>
        new(code, null, null, "It could not be checked whether the groups that settings name are smart groups: see that RapidPro answers.");
}
