namespace Mhero.Core.RapidPro;

/// <summary>The kinds of a <see cref="RapidProException"/>, by the action that a caller can take.</summary>
public enum RapidProErrorKind
{
    /// <summary>The request itself is refused; the same request fails again.</summary>
    Permanent,

    /// <summary>The server or the network failed; the same request may work later.</summary>
    Transient,

    /// <summary>The workspace's quota is used up; wait <see cref="RapidProException.RetryAfter"/>.</summary>
    Throttled,

    /// <summary>No request of this kind will work until a person changes a setting, the token or the workspace.</summary>
    Configuration,

    /// <summary>The object that the request names does not exist (any more) in this workspace.</summary>
    NotFound,
}
