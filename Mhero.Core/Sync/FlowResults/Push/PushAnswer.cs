namespace Mhero.Core.Sync.FlowResults.Push;

/// <summary>The result of a push.</summary>
public enum PushAnswer
{
    /// <summary>All of it is stored and enqueued.</summary>
    Accepted,

    /// <summary>A package that was not known before is stored.</summary>
    Created,

    /// <summary>The rest is stored and enqueued; the issues name the rows that were left out or changed.</summary>
    Partial,

    /// <summary>Nothing can be used.</summary>
    Refused,

    /// <summary>The source or the package is not known.</summary>
    Unknown,

    /// <summary>The source's server, which has the descriptor, cannot be read now.</summary>
    Unavailable,
}
