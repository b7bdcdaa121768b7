using System.Net;
using Hl7.Fhir.Model;
using Mhero.Core.Http;

namespace Mhero.Core.Fhir;

/// <summary>
/// A failed request to the FHIR server. The message holds no personal data; the server's own text
/// is in <see cref="Issues"/>, which may.
/// </summary>
public sealed class FhirException : Exception, IRequestFailure
{
    /// <summary>Creates the exception.</summary>
    /// <param name="kind">The kind, by which the caller decides what to do.</param>
    /// <param name="code">A constant of <see cref="FhirErrorCodes"/>.</param>
    /// <param name="message">The error, without personal data.</param>
    /// <param name="innerException">The cause; null for none.</param>
    public FhirException(FhirErrorKind kind, string code, string message, Exception? innerException = null)
        : base($"{code}: {message}", innerException)
    {
        Kind = kind;
        Code = code;
    }

    /// <summary>The kind, by which the caller decides what to do.</summary>
    public FhirErrorKind Kind { get; }

    /// <summary>Stable code, a constant of <see cref="FhirErrorCodes"/>.</summary>
    public string Code { get; }

    /// <summary>HTTP status, of the answer or of a bundle's entry; null when there was none.</summary>
    public HttpStatusCode? Status { get; init; }

    /// <summary>The wait that the server asks for; null when it does not.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>The issues of the server's OperationOutcome; empty when it sent none.</summary>
    public IReadOnlyList<OperationOutcome.IssueComponent> Issues { get; init; } = [];

    /// <summary>Whether the server may have done what it was asked, though the answer was lost or unreadable.</summary>
    public bool MayHaveBeenDone { get; internal set; }

    /// <summary>Whether the request did not leave: then any may be sent again.</summary>
    internal bool NeverSent { get; init; }

    /// <summary>Whether the failure passes and the request may be sent again.</summary>
    internal bool IsRepeatable { get; set; }

    bool IRequestFailure.IsRepeatable => IsRepeatable;
}
