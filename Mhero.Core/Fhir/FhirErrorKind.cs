namespace Mhero.Core.Fhir;

/// <summary>The kinds of errors, by the action that the caller of the FHIR gateway can take.</summary>
public enum FhirErrorKind
{
    /// <summary>The same request will fail again: a dead letter.</summary>
    Permanent,

    /// <summary>It may work later, or the answer could not be read: back on the queue.</summary>
    Transient,

    /// <summary>It will work later, after <see cref="FhirException.RetryAfter"/>: back on the queue, delayed.</summary>
    Throttled,

    /// <summary>Another client wrote in between (409, 412): read again, merge again.</summary>
    Conflict,

    /// <summary>A setting is wrong (401, 403, a redirect): nothing will work until a person changes it.</summary>
    Configuration,

    /// <summary>The resource does not exist, or not any more (404, 410).</summary>
    NotFound,

    /// <summary>A condition has more than one match (412 to a conditional request): tried again, and then for a person to decide.</summary>
    Ambiguous,
}
