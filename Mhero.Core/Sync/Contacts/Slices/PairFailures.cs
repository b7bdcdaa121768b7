using Mhero.Core.Fhir;
using Mhero.Core.RapidPro;

namespace Mhero.Core.Sync.Contacts.Slices;

/// <summary>Says of an error whether to wait, to try again or to give up, and for how long.</summary>
internal static class PairFailures
{
    /// <summary>A wrong token or address does not mend itself in seconds, and hammering the server does not help.</summary>
    private static readonly TimeSpan ConfigurationDelay = TimeSpan.FromMinutes(1);

    public static void Apply(Pair pair, Exception exception)
    {
        switch (exception)
        {
            case RapidProException { Kind: RapidProErrorKind.Throttled } e:
                pair.Finish(PairState.Postponed, e.Code, e.Message, e.RetryAfter);
                break;
            case RapidProException { Kind: RapidProErrorKind.Transient } e:
                pair.Finish(PairState.Retry, e.Code, e.Message, e.RetryAfter);
                break;
            case RapidProException { Kind: RapidProErrorKind.Configuration } e:
                pair.Finish(PairState.Retry, e.Code, e.Message, ConfigurationDelay);
                break;
            case RapidProException e:
                pair.Finish(PairState.Dead, e.Code, e.Message);
                break;
            case FhirException { Kind: FhirErrorKind.Throttled } e:
                pair.Finish(PairState.Postponed, e.Code, e.Message, e.RetryAfter);
                break;
            case FhirException { Kind: FhirErrorKind.Conflict } e:
                pair.Finish(PairState.Retry, e.Code, e.Message, TimeSpan.FromSeconds(1));
                break;
            case FhirException { Kind: FhirErrorKind.Transient } e:
                pair.Finish(PairState.Retry, e.Code, e.Message, e.RetryAfter);
                break;
            case FhirException { Kind: FhirErrorKind.Configuration } e:
                pair.Finish(PairState.Retry, e.Code, e.Message, ConfigurationDelay);
                break;
            case FhirException e:
                pair.Finish(PairState.Dead, e.Code, e.Message);
                break;
            case TimeoutException e:
                pair.Finish(PairState.Retry, SyncCodes.Overtaken, e.Message);
                break;
            default:
                // Messages of unforeseen exceptions may quote data of people; the type does not.
                pair.Finish(PairState.Retry, SyncCodes.Unforeseen, $"Unforeseen {exception.GetType().Name}.");
                break;
        }
    }
}
