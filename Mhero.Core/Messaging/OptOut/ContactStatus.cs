namespace Mhero.Core.Messaging.OptOut;

/// <summary>The status of a contact in RapidPro.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ContactStatus>))]
internal enum ContactStatus
{
    /// <summary>Not known yet.</summary>
    Unknown,

    /// <summary>Can be messaged.</summary>
    Active,

    /// <summary>Wants no messages: opted out at the channel, or an operator stopped it.</summary>
    Stopped,

    /// <summary>An operator put the contact aside (blocked, archived): no word of the person's.</summary>
    PutAside,
}
