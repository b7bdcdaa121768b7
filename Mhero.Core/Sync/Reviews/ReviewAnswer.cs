namespace Mhero.Core.Sync.Reviews;

/// <summary>The result of an answer to a review.</summary>
public enum ReviewAnswer
{
    /// <summary>The answer is being put to work.</summary>
    Accepted,

    /// <summary>No open review has this id.</summary>
    NotFound,

    /// <summary>The answer names neither or both of a candidate and a new record.</summary>
    Ambiguous,

    /// <summary>The chosen one is not among the candidates, or not of the other side.</summary>
    NoCandidate,
}
