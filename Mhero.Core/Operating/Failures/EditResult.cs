namespace Mhero.Core.Operating.Failures;

/// <summary>The result of an edit of a dead letter.</summary>
public enum EditResult
{
    /// <summary>The payload was replaced and sent to its queue.</summary>
    Replayed,

    /// <summary>No dead letter has this id.</summary>
    NotFound,

    /// <summary>The dead letter changed since the version that was edited; nothing was done.</summary>
    Changed,

    /// <summary>The queue could not read the payload; nothing was done.</summary>
    Unreadable,
}
