namespace Mhero.Core;

/// <summary>Stable codes of what syncs, queues and jobs report (<c>MH4xxx</c>). docs/issue-codes.md explains each.</summary>
public static class SyncCodes
{
    /// <summary>Several contacts could be the worker, or several workers the contact.</summary>
    public const string SeveralCandidates = "MH4001";

    /// <summary>The two sides' links name different partners.</summary>
    public const string LinksDisagree = "MH4002";

    /// <summary>A number belongs to another contact or worker.</summary>
    public const string NumberOfAnother = "MH4003";

    /// <summary>The contact names a worker that the registry does not know.</summary>
    public const string LinkToUnknown = "MH4004";

    /// <summary>Both sides changed the same attribute.</summary>
    public const string Conflict = "MH4005";

    /// <summary>The worker has no number that a contact could be made with.</summary>
    public const string NoNumber = "MH4006";

    /// <summary>The item cannot be processed: the record that it names does not exist.</summary>
    public const string RecordMissing = "MH4007";

    /// <summary>A POSTed resource can be neither found in the registry nor created so that a repeat is harmless.</summary>
    public const string NotIdentifiable = "MH4008";

    /// <summary>The other poller has to be read to its end first.</summary>
    public const string OtherSideUnread = "MH4009";

    /// <summary>Another writer changed the pair while it was processed.</summary>
    public const string Overtaken = "MH4010";

    /// <summary>The message was delivered too often without ever being handled.</summary>
    public const string Poison = "MH4011";

    /// <summary>The message is not one that mHero wrote.</summary>
    public const string Unreadable = "MH4012";

    /// <summary>The contact of a run or message is not in the registry; it is synced first.</summary>
    public const string ContactUnknown = "MH4013";

    /// <summary>A run without a contact or a flow: nothing can be made of it.</summary>
    public const string NotARun = "MH4014";

    /// <summary>Several Locations fit a place that an answer names.</summary>
    public const string PlaceOfAnswer = "MH4015";

    /// <summary>A value of the contact that the registry cannot take over: the sides stay different.</summary>
    public const string ValueNotCarried = "MH4016";

    /// <summary>The registry no longer has the worker of a contact.</summary>
    public const string WorkerDeleted = "MH4017";

    /// <summary>The worker has no name that is in use.</summary>
    public const string NoName = "MH4018";

    /// <summary>A record of the registry cannot be read, and what was to follow from it stays as it was.</summary>
    public const string RecordUnreadable = "MH4019";

    /// <summary>A group of RapidPro that mHero does not keep has the name that one of the registry's is to have.</summary>
    public const string GroupNameTaken = "MH4040";

    /// <summary>A group that members are to join is not in RapidPro; the next reading makes it.</summary>
    public const string GroupMissing = "MH4041";

    /// <summary>RapidPro does not delete a group because something there uses it.</summary>
    public const string GroupInUse = "MH4042";

    /// <summary>A setting or a rule names a smart group, which takes no members.</summary>
    public const string SmartGroup = "MH4043";

    /// <summary>Records fail alike and are held back: the circuit of a queue to a side is open.</summary>
    public const string CircuitOpen = "MH4050";

    /// <summary>RapidPro lacks mHero's group or a contact field, and it cannot be made.</summary>
    public const string AssetNotRestored = "MH4051";

    /// <summary>RapidPro lacked mHero's group or a contact field; it was made, and the record is tried again.</summary>
    public const string AssetRestored = "MH4052";

    /// <summary>A setting or a Questionnaire names a flow that the workspace does not have.</summary>
    public const string FlowMissing = "MH4060";

    /// <summary>A setting or a Questionnaire names a flow by a name that several flows have.</summary>
    public const string FlowAmbiguous = "MH4061";

    /// <summary>A setting or a Questionnaire names a flow by a name that it no longer has; it is found by its UUID.</summary>
    public const string FlowRenamed = "MH4062";

    /// <summary>A flow lacks results that its Questionnaire, or the setting that names it, expects.</summary>
    public const string FlowLacksResults = "MH4063";

    /// <summary>A flow's webhook lacks the key or the secret, or calls another address.</summary>
    public const string FlowWebhook = "MH4064";

    /// <summary>An operator paused the direction; its timer reads nothing.</summary>
    public const string Paused = "MH4065";

    /// <summary>Several Practitioners could be the contact of a FLOIP session.</summary>
    public const string SessionWorkerAmbiguous = "MH4070";

    /// <summary>The registry has no Practitioner with the number that a FLOIP session names.</summary>
    public const string SessionWorkerMissing = "MH4071";

    /// <summary>The contact's write waits for the import of a bulk load.</summary>
    public const string HeldForImport = "MH4080";

    /// <summary>A full reconcile found more contacts or workers gone than people delete, and handled none of the deletions.</summary>
    public const string TooManyGone = "MH4085";

    /// <summary>mHero was told to forget the person.</summary>
    public const string Forgotten = "MH4090";

    /// <summary>An unexpected error.</summary>
    public const string Unexpected = "MH4099";
}
