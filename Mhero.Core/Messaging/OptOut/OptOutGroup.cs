using Mhero.Core.RapidPro;
using Mhero.Core.RapidPro.Model;
using Mhero.Core.Storage.SyncLog;
using Mhero.Core.Sync.Contacts;

namespace Mhero.Core.Messaging.OptOut;

/// <summary>The RapidPro group of those who want no messages.</summary>
internal sealed partial class OptOutGroup(
    RapidProClient rapidPro, IOptions<OptOutOptions> options, IOptions<ContactSyncOptions> contacts, TimeProvider time, ILogger<OptOutGroup> logger) : IDisposable
{
    private readonly SemaphoreSlim _one = new(1);
    private bool _isThere;
    private bool _isSmart;

    /// <summary>Reads a contact's state from RapidPro.</summary>
    /// <param name="contact">The contact's UUID.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns>Null when RapidPro has no such contact.</returns>
    /// <exception cref="RapidProException">RapidPro cannot be reached, or refuses the request.</exception>
    public async Task<ContactState?> ReadAsync(Guid contact, CancellationToken cancellationToken) =>
        await rapidPro.FindContactAsync(contact, cancellationToken) is { } found ? ContactState.Of(found, options.Value.GroupName) : null;

    /// <summary>Adds contacts to the group and removes them, as decided, a hundred at a time. A failure is noted in its case.</summary>
    public async Task WriteAsync(IReadOnlyList<OptOutCase> cases, CancellationToken cancellationToken)
    {
        foreach (var same in cases.Where(c => c is { IsOpen: true, Decision.Group: not null }).GroupBy(c => c.Decision!.Group!.Value))
        {
            var all = same.ToList();
            try
            {
                await EnsureAsync(cancellationToken);
            }
            catch (RapidProException e)
            {
                all.ForEach(one => one.Fail(e));
                continue;
            }

            if (_isSmart)
            {
                // RapidPro refuses every addition to it: the Flag counts, and the status lists the setting.
                LogSmart();
                all.ForEach(one => one.Decision = one.Decision! with { Group = null, Row = one.Decision.Row with { IsInGroup = one.Row.Row.IsInGroup, AskedAt = one.Row.Row.AskedAt } });
                continue;
            }

            try
            {
                await ActAsync(same.Key, all, cancellationToken);
            }
            catch (RapidProException e) when (e.Kind is RapidProErrorKind.Permanent or RapidProErrorKind.NotFound && all.Count > 1)
            {
                // RapidPro refuses all when it refuses one, so each is sent individually.
                foreach (var one in all)
                {
                    await TryAsync(same.Key, one, cancellationToken);
                }
            }
            catch (RapidProException e)
            {
                all.ForEach(one => Fail(one, e));
            }
        }
    }

    public void Dispose() => _one.Dispose();

    private async Task TryAsync(bool join, OptOutCase one, CancellationToken cancellationToken)
    {
        try
        {
            await ActAsync(join, [one], cancellationToken);
        }
        catch (RapidProException e)
        {
            Fail(one, e);
        }
    }

    private async Task ActAsync(bool join, List<OptOutCase> cases, CancellationToken cancellationToken)
    {
        await rapidPro.ActOnContactsAsync(
            join ? ContactAction.Add : ContactAction.Remove, cases.ConvertAll(c => c.Decision!.Row.Contact!.Value), options.Value.GroupName, cancellationToken);
        cases.ForEach(c => c.Count(SyncCounts.Empty.Add(SyncCounts.ContactsUpdated)));
    }

    private void Fail(OptOutCase one, RapidProException error)
    {
        if (error.IsUnknownGroup)
        {
            // A user deleted it: it is created again before the next attempt.
            _isThere = false;
            one.Finish(Sync.Engine.Queueing.ItemState.Retry, error.Code, "The group of those who want no messages is missing in RapidPro; it is made before the next try.");
        }
        else if (error.IsUnknownContact || error.IsDeletedContact || IsNotActive(error))
        {
            // Stopped, blocked or deleted a moment ago. The contact sync will report it; until then the contact cannot be messaged.
            LogRefused(one.Decision!.Row.Contact!.Value, error.Code);
            one.Decision = one.Decision with { Group = null, Row = one.Decision.Row with { IsInGroup = false, AskedAt = null } };
        }
        else
        {
            one.Fail(error);
        }
    }

    // Of contact_actions: the objection is to the request as a whole, or to its contacts.
    private static bool IsNotActive(RapidProException error) =>
        error.IsNonActiveContact || error.Errors.Any(e => e.Message.Contains("Non-active contacts", StringComparison.OrdinalIgnoreCase));

    private async Task EnsureAsync(CancellationToken cancellationToken)
    {
        if (_isThere)
        {
            return;
        }

        await _one.WaitAsync(cancellationToken);
        try
        {
            var name = options.Value.GroupName!;
            if (!_isThere && !await IsThereAsync(name, cancellationToken))
            {
                try
                {
                    await rapidPro.CreateGroupAsync(name, cancellationToken);
                    LogCreated();
                }
                catch (RapidProException e) when (e.Kind == RapidProErrorKind.Permanent)
                {
                    // Another instance may have been faster.
                    if (!await IsThereAsync(name, cancellationToken))
                    {
                        throw;
                    }
                }

                await Task.Delay(contacts.Value.NewAssetDelay, time, cancellationToken);
            }

            _isThere = !_isSmart;
        }
        finally
        {
            _one.Release();
        }
    }

    private async Task<bool> IsThereAsync(string name, CancellationToken cancellationToken)
    {
        var group = (await rapidPro.GetGroupsAsync(cancellationToken)).FirstOrDefault(g => string.Equals(g.Name, name, StringComparison.OrdinalIgnoreCase));
        _isSmart = group?.IsSmart is true;
        return group is not null;
    }

    [LoggerMessage(5053, LogLevel.Error, "The group of Mhero__OptOut__Group is a smart group, which contacts cannot join: set it to another name, so that mHero makes a static group")]
    private partial void LogSmart();

    [LoggerMessage(5050, LogLevel.Information, "Created the group of those who want no messages in RapidPro")]
    private partial void LogCreated();

    [LoggerMessage(5051, LogLevel.Information, "Contact {Contact} cannot join or leave the group of those who want no messages now: {Code}")]
    private partial void LogRefused(Guid contact, string code);
}
