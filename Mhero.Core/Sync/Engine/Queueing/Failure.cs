using Mhero.Core.Dhis2;
using Mhero.Core.Fhir;
using Mhero.Core.Floip.Http;
using Mhero.Core.RapidPro;

namespace Mhero.Core.Sync.Engine.Queueing;

/// <summary>The consequence of an error for its item: wait, retry or dead-letter, and the delay.</summary>
/// <param name="State">Postponed, Retry or Dead.</param>
/// <param name="Code">Stable code.</param>
/// <param name="Cause">What happened, without data of people.</param>
/// <param name="Delay">How long to wait; null when the number of attempts decides.</param>
internal readonly record struct Failure(ItemState State, string Code, string Cause, TimeSpan? Delay)
{
    /// <summary>A wrong token or address is not corrected within seconds, and frequent requests do not help.</summary>
    private static readonly TimeSpan ConfigurationDelay = TimeSpan.FromMinutes(1);

    public static Failure Of(Exception exception) => exception switch
    {
        RapidProException { Kind: RapidProErrorKind.Throttled } e => new(ItemState.Postponed, e.Code, e.Message, e.RetryAfter),
        RapidProException { Kind: RapidProErrorKind.Transient } e => new(ItemState.Retry, e.Code, e.Message, e.RetryAfter),
        RapidProException { Kind: RapidProErrorKind.Configuration } e => new(ItemState.Retry, e.Code, e.Message, ConfigurationDelay),
        RapidProException e => new(ItemState.Dead, e.Code, e.Message, null),
        FhirException { Kind: FhirErrorKind.Throttled } e => new(ItemState.Postponed, e.Code, e.Message, e.RetryAfter),
        FhirException { Kind: FhirErrorKind.Conflict } e => new(ItemState.Retry, e.Code, e.Message, TimeSpan.FromSeconds(1)),
        // One answer that several match may be wrong; a dead letter comes after the attempts.
        FhirException { Kind: FhirErrorKind.Transient or FhirErrorKind.Ambiguous } e => new(ItemState.Retry, e.Code, e.Message, e.RetryAfter),
        FhirException { Kind: FhirErrorKind.Configuration } e => new(ItemState.Retry, e.Code, e.Message, ConfigurationDelay),
        FhirException e => new(ItemState.Dead, e.Code, e.Message, null),
        FlowResultsException { Kind: FlowResultsErrorKind.Throttled } e => new(ItemState.Postponed, e.Code, e.Message, e.RetryAfter ?? ConfigurationDelay),
        FlowResultsException { Kind: FlowResultsErrorKind.Transient } e => new(ItemState.Retry, e.Code, e.Message, e.RetryAfter),
        FlowResultsException { Kind: FlowResultsErrorKind.Configuration } e => new(ItemState.Retry, e.Code, e.Message, ConfigurationDelay),
        FlowResultsException e => new(ItemState.Dead, e.Code, e.Message, null),
        Dhis2Exception { Kind: Dhis2ErrorKind.Throttled } e => new(ItemState.Postponed, e.Code, e.Message, e.RetryAfter ?? ConfigurationDelay),
        Dhis2Exception { Kind: Dhis2ErrorKind.Transient } e => new(ItemState.Retry, e.Code, e.Message, e.RetryAfter),
        Dhis2Exception { Kind: Dhis2ErrorKind.Configuration } e => new(ItemState.Retry, e.Code, e.Message, ConfigurationDelay),
        Dhis2Exception e => new(ItemState.Dead, e.Code, e.Message, null),
        MadxException e => Of(e.Cause) with { Cause = e.Message },
        TimeoutException e => new(ItemState.Retry, SyncCodes.Overtaken, e.Message, null),

        // Messages of unexpected exceptions may quote personal data; the type does not.
        _ => new(ItemState.Retry, SyncCodes.Unexpected, $"Unexpected {exception.GetType().Name}.", null),
    };
}
