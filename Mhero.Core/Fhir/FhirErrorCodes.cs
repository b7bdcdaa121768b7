namespace Mhero.Core.Fhir;

/// <summary>The stable codes of <see cref="FhirException"/>. A code never changes its meaning.</summary>
public static class FhirErrorCodes
{
    /// <summary>The server refused the request for its content.</summary>
    public const string Rejected = "MH3001";

    /// <summary>The server failed (408, 5xx).</summary>
    public const string ServerFailed = "MH3002";

    /// <summary>The server has too much to do (429, or 503 with a wait).</summary>
    public const string Throttled = "MH3003";

    /// <summary>Another client wrote in between.</summary>
    public const string Conflict = "MH3004";

    /// <summary>The server did not accept mHero's credentials or rights.</summary>
    public const string NotAuthorized = "MH3005";

    /// <summary>The resource does not exist.</summary>
    public const string NotFound = "MH3006";

    /// <summary>A condition has more than one match.</summary>
    public const string Ambiguous = "MH3007";

    /// <summary>The answer is not FHIR JSON, or not of the expected type.</summary>
    public const string Unreadable = "MH3008";

    /// <summary>A <c>next</c> link leads to another server, or back to a page that was read.</summary>
    public const string BadNextLink = "MH3009";

    /// <summary>No connection, or it broke.</summary>
    public const string Unreachable = "MH3010";

    /// <summary>No answer in time.</summary>
    public const string TimedOut = "MH3011";

    /// <summary>No token for the server.</summary>
    public const string NoToken = "MH3012";

    /// <summary>The server answered with a redirect, which is not followed.</summary>
    public const string Redirected = "MH3013";

    /// <summary>A search result expired between two pages; the search has to start again.</summary>
    public const string SearchExpired = "MH3014";

    /// <summary>The answer to a bundle does not have the bundle's number of entries.</summary>
    public const string BundleMismatch = "MH3015";
}
