using System.Text.Json.Serialization;

namespace Mhero.Core.Messaging.OptOut;

/// <summary>How a contact stands in RapidPro.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ContactStatus>))]
internal enum ContactStatus
{
    /// <summary>Not known yet.</summary>
    Unknown,

    /// <summary>Can be messaged.</summary>
    Active,

    /// <summary>Wants no messages: said so to the channel, or an operator noted it.</summary>
    Stopped,

    /// <summary>An operator put the contact aside (blocked, archived): no word of the person's.</summary>
    PutAside,
}
