namespace Mhero.Core.Messaging.OptOut;

/// <summary>The cause of an opt-out.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<OptOutCause>))]
internal enum OptOutCause
{
    /// <summary>The contact was stopped in RapidPro.</summary>
    Stopped,

    /// <summary>An answer in a flow.</summary>
    Answer,

    /// <summary>A user put the contact into the group.</summary>
    Group,

    /// <summary>A user marked the person in the registry.</summary>
    Registry,
}
