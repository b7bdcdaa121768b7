namespace Mhero.Core.Http;

/// <summary>The error of a request, with what <see cref="HttpResilience"/> needs to decide about a repeat.</summary>
internal interface IRequestFailure
{
    /// <summary>The stable code of the error.</summary>
    string Code { get; }

    /// <summary>How long the server asks to wait; null when it does not say.</summary>
    TimeSpan? RetryAfter { get; }

    /// <summary>Whether the failure passes and a repeat does no harm, by the rule of the request.</summary>
    bool IsRepeatable { get; }
}
