namespace Mhero.Core.Storage.Audit;

/// <summary>The names of the actions in the audit log.</summary>
public static class AuditActions
{
    /// <summary>A dead letter, or all that match a filter, is replayed.</summary>
    public const string Replay = "dead-letter.replay";

    /// <summary>The payload of a dead letter is changed.</summary>
    public const string Edit = "dead-letter.edit";

    /// <summary>A dead letter, or all that match a filter, is discarded.</summary>
    public const string Discard = "dead-letter.discard";

    /// <summary>A discard is undone.</summary>
    public const string Restore = "dead-letter.restore";

    /// <summary>The index of the dead letters is made again.</summary>
    public const string Recount = "dead-letter.recount";

    /// <summary>A review is decided.</summary>
    public const string Decide = "review.decide";

    /// <summary>A sync is started.</summary>
    public const string StartSync = "sync.start";

    /// <summary>A direction is paused.</summary>
    public const string Pause = "sync.pause";

    /// <summary>A direction is resumed.</summary>
    public const string Resume = "sync.resume";

    /// <summary>A bulk load is ordered.</summary>
    public const string StartBulkLoad = "bulk-load.start";

    /// <summary>A bulk load is ended.</summary>
    public const string ReleaseBulkLoad = "bulk-load.release";

    /// <summary>A message request is created.</summary>
    public const string Send = "message.send";

    /// <summary>A message request is revoked.</summary>
    public const string Revoke = "message.revoke";

    /// <summary>A message request is sent again to those who failed.</summary>
    public const string Resend = "message.resend";

    /// <summary>A reminder is sent.</summary>
    public const string Remind = "reminder.send";

    /// <summary>Resources are extracted from stored responses again.</summary>
    public const string Extract = "response.extract";

    /// <summary>Personal data is shown.</summary>
    public const string Reveal = "person.reveal";

    /// <summary>All rows about a person are exported.</summary>
    public const string Export = "person.export";

    /// <summary>The rows about a person are erased.</summary>
    public const string Forget = "person.forget";

    /// <summary>A forgotten person is synchronised again.</summary>
    public const string Allow = "person.allow";
}
