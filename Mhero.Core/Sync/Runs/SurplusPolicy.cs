namespace Mhero.Core.Sync.Runs;

/// <summary>What becomes of a resource that an earlier extraction of a response gave and a later one does not give.</summary>
public enum SurplusPolicy
{
    /// <summary>Its status becomes <c>entered-in-error</c>. A type that R4 gives no such status stays as it is and is reported.</summary>
    EnteredInError,

    /// <summary>It is deleted.</summary>
    Delete,
}
