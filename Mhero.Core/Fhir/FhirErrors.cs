using System.Net;
using Hl7.Fhir.Model;

namespace Mhero.Core.Fhir;

/// <summary>Status codes to typed errors. One table for requests and for the entries of bundles.</summary>
/// <remarks>R4 http.html, "Managing Resource Contention" and "Conditional update"; Azure's 429; HAPI's 409 on races.</remarks>
internal static class FhirErrors
{
    /// <summary>The error of an answer.</summary>
    /// <param name="status">Its status.</param>
    /// <param name="label">The request, without data of persons.</param>
    /// <param name="body">Its body as a resource; null when it is none.</param>
    /// <param name="retryAfter">The wait that it asks for.</param>
    /// <param name="conditional">Whether the request had a condition.</param>
    /// <param name="writes">Whether the request may have changed something.</param>
    /// <param name="isForeign">Whether the body does not come from a FHIR server: then the answer may be a proxy's and does not concern the record.</param>
    public static FhirException From(
        HttpStatusCode status, string label, Resource? body, TimeSpan? retryAfter, bool conditional, bool writes, bool isForeign = false)
    {
        if (isForeign && (int)status is >= 400 and < 500 and not (401 or 403 or 407 or 408 or 409 or 412 or 429))
        {
            return new FhirException(FhirErrorKind.Transient, FhirErrorCodes.Unreadable, $"the answer {(int)status} to {label} is not a FHIR server's: check for a proxy before the server, and that Mhero__Fhir__BaseUrl is the FHIR base") { Status = status, RetryAfter = retryAfter };
        }

        IReadOnlyList<OperationOutcome.IssueComponent> issues = (body as OperationOutcome)?.Issue ?? [];
        string[] codes = [.. issues.Select(CodeOf).OfType<string>().Distinct()];
        (var kind, var code, var hint) = Classify(status, conditional, codes, retryAfter);
        var said = codes.Length > 0 ? $" ({string.Join(", ", codes)})" : "";
        return new FhirException(kind, code, $"the FHIR server answered {(int)status}{said} to {label}{hint}")
        {
            Status = status,
            RetryAfter = retryAfter,
            Issues = issues,
            MayHaveBeenDone = writes && (int)status is 408 or 500 or 502 or 504,
        };
    }

    private static (FhirErrorKind Kind, string Code, string Hint) Classify(HttpStatusCode status, bool conditional, string[] codes, TimeSpan? retryAfter) =>
        (int)status switch
        {
            429 => (FhirErrorKind.Throttled, FhirErrorCodes.Throttled, ""),
            503 when retryAfter is not null => (FhirErrorKind.Throttled, FhirErrorCodes.Throttled, ""),
            401 or 403 or 407 => (FhirErrorKind.Configuration, FhirErrorCodes.NotAuthorized, ": check Mhero__Fhir__Authentication, its credentials and their rights on the server"),
            >= 300 and < 400 => (FhirErrorKind.Configuration, FhirErrorCodes.Redirected, ": set Mhero__Fhir__BaseUrl to the address it redirects to"),
            >= 400 and < 500 when codes.Contains("multiple-matches") => (FhirErrorKind.Ambiguous, FhirErrorCodes.Ambiguous, ""),
            404 or 410 => (FhirErrorKind.NotFound, FhirErrorCodes.NotFound, ""),
            409 => (FhirErrorKind.Conflict, FhirErrorCodes.Conflict, ""),
            412 => conditional ? (FhirErrorKind.Ambiguous, FhirErrorCodes.Ambiguous, "") : (FhirErrorKind.Conflict, FhirErrorCodes.Conflict, ""),
            408 or (>= 500 and not 501 and not 505) => (FhirErrorKind.Transient, FhirErrorCodes.ServerFailed, ""),
            _ => (FhirErrorKind.Permanent, FhirErrorCodes.Rejected, ""),
        };

    // Details and diagnostics repeat what was sent, names and numbers included; the code alone goes into the message.
    private static string? CodeOf(OperationOutcome.IssueComponent issue) =>
        issue.CodeElement?.JsonValue is string code && code.Length <= 32 && code.All(c => char.IsAsciiLetter(c) || c == '-') ? code : null;
}
