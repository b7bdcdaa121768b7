using Mhero.Core.Http;

namespace Mhero.Core.Floip.Http;

/// <summary>The error for a Flow Results server that did not answer as its API says.</summary>
/// <param name="kind">The consequence.</param>
/// <param name="code">One of <see cref="FloipCodes"/>.</param>
/// <param name="message">The fault and its correction.</param>
/// <param name="innerException">The cause; null for none.</param>
public sealed class FlowResultsException(FlowResultsErrorKind kind, string code, string message, Exception? innerException = null) : Exception(message, innerException), IRequestFailure
{
    /// <summary>The consequence.</summary>
    public FlowResultsErrorKind Kind { get; } = kind;

    /// <summary>A stable code, one of <see cref="FloipCodes"/>.</summary>
    public string Code { get; } = code;

    /// <summary>How long the server asks to wait; null when it does not say.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>Whether the request is sent again within the call; all requests are reads.</summary>
    internal bool IsRepeatable { get; set; } = kind is FlowResultsErrorKind.Throttled or FlowResultsErrorKind.Transient;

    bool IRequestFailure.IsRepeatable => IsRepeatable;
}
