namespace Mhero.Core.Floip.Http;

/// <summary>The consequence of an error of a Flow Results server.</summary>
public enum FlowResultsErrorKind
{
    /// <summary>A setting has to be changed.</summary>
    Configuration,

    /// <summary>The package does not exist.</summary>
    NotFound,

    /// <summary>The server wants fewer requests.</summary>
    Throttled,

    /// <summary>The same request may succeed later.</summary>
    Transient,

    /// <summary>The server refuses the request for its content.</summary>
    Permanent,
}
