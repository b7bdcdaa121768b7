using System.Text.Json.Serialization;

namespace Mhero.Core.Messaging.OptOut;

/// <summary>What made somebody one who wants no messages.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<OptOutCause>))]
internal enum OptOutCause
{
    /// <summary>The contact was stopped in RapidPro.</summary>
    Stopped,

    /// <summary>An answer in a flow.</summary>
    Answer,

    /// <summary>Somebody put the contact into the group.</summary>
    Group,

    /// <summary>Somebody marked the person in the registry.</summary>
    Registry,
}
