using Mhero.Core.Http;

namespace Mhero.Core.Dhis2;

/// <summary>The error for a DHIS2 that did not answer as its API says, or refused a request as a whole.</summary>
/// <param name="kind">The consequence.</param>
/// <param name="code">One of <see cref="Dhis2Codes"/>.</param>
/// <param name="message">The fault and its correction.</param>
/// <param name="innerException">The cause; null for none.</param>
public sealed class Dhis2Exception(Dhis2ErrorKind kind, string code, string message, Exception? innerException = null) : Exception(message, innerException), IRequestFailure
{
    /// <summary>The consequence.</summary>
    public Dhis2ErrorKind Kind { get; } = kind;

    /// <summary>A stable code, one of <see cref="Dhis2Codes"/>.</summary>
    public string Code { get; } = code;

    /// <summary>How long the server asks to wait; null when it does not say.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>Whether the reason may be in the one request: the server answered it, with a failure of its own.</summary>
    internal bool MayBeOfRequest { get; init; }

    /// <summary>
    /// Whether the request is sent again within the call. An import of values, a registration and a deletion have the same result the second
    /// time, so a repeat does no harm whatever became of the first.
    /// </summary>
    bool IRequestFailure.IsRepeatable => Kind is Dhis2ErrorKind.Throttled or Dhis2ErrorKind.Transient;
}
