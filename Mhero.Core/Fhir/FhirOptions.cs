using System.ComponentModel.DataAnnotations;
using Mhero.Core.Http;

namespace Mhero.Core.Fhir;

/// <summary>The FHIR server and how to talk to it: section <c>Mhero:Fhir</c>, as environment variables <c>Mhero__Fhir__…</c>.</summary>
public class FhirOptions : HttpOptions
{
    /// <summary>The configuration section that the options come from.</summary>
    public const string SectionName = "Mhero:Fhir";

    /// <summary>Makes options with the defaults; the first repeat comes sooner than RapidPro's, whose quota counts refused requests too.</summary>
    public FhirOptions() => RetryBaseDelay = TimeSpan.FromMilliseconds(250);

    /// <summary>The FHIR base, for instance <c>https://registry.example.org/fhir</c>; required; with or without a slash at the end.</summary>
    public Uri? BaseUrl { get; set; }

    /// <summary>How mHero proves who it is.</summary>
    public FhirAuthentication Authentication { get; set; }

    /// <summary>User name for <see cref="FhirAuthentication.Basic"/>.</summary>
    public string? Username { get; set; }

    /// <summary>Password for <see cref="FhirAuthentication.Basic"/>.</summary>
    public string? Password { get; set; }

    /// <summary>Token endpoint for <see cref="FhirAuthentication.ClientCredentials"/>.</summary>
    public Uri? TokenUrl { get; set; }

    /// <summary>
    /// Client id for <see cref="FhirAuthentication.ClientCredentials"/>; for <see cref="FhirAuthentication.ManagedIdentity"/> that
    /// of a user-assigned identity, or none for the system-assigned one.
    /// </summary>
    public string? ClientId { get; set; }

    /// <summary>Client secret for <see cref="FhirAuthentication.ClientCredentials"/>.</summary>
    public string? ClientSecret { get; set; }

    /// <summary>
    /// What to ask a token for. For <see cref="FhirAuthentication.ManagedIdentity"/> the default is the server's origin and
    /// <c>/.default</c>; for <see cref="FhirAuthentication.ClientCredentials"/> none is sent unless one is set.
    /// </summary>
    public string? Scope { get; set; }

    /// <summary>How many requests of look-ups may be under way at once, beside those of <see cref="HttpOptions.MaxConcurrency"/>.</summary>
    [Range(1, 64)]
    public int MaxLookups { get; set; } = 4;

    /// <summary>How long one attempt of a look-up's request may take. RapidPro waits for 15 seconds for the whole answer.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "00:00:14")]
    public TimeSpan LookupTimeout { get; set; } = TimeSpan.FromSeconds(4);

    /// <summary>Resources per page of a search; 1 to 1000 (Azure Health Data Services takes no more).</summary>
    [Range(1, 1000)]
    public int PageSize { get; set; } = 500;

    /// <summary>Entries per batch; 1 to 500 (Azure Health Data Services takes no more).</summary>
    [Range(1, 500)]
    public int MaxBatchEntries { get; set; } = 100;

    /// <summary>Entries per transaction; 1 to 5000. A larger one is divided.</summary>
    [Range(1, 5000)]
    public int MaxTransactionEntries { get; set; } = 500;

    /// <summary>
    /// Entries per transaction that has conditional ones (Medplum with transactions on takes 8); null for as many as others have. A
    /// larger one is divided.
    /// </summary>
    [Range(1, 5000)]
    public int? MaxConditionalTransaction { get; set; }

    /// <summary>Which side chooses the ids of resources that mHero makes; by default it follows from the server's CapabilityStatement.</summary>
    public FhirNewIds NewIds { get; set; }

    /// <summary>The base with a slash at its end, so that relative addresses resolve below it.</summary>
    /// <exception cref="InvalidOperationException"><see cref="BaseUrl"/> is not set.</exception>
    internal Uri Root()
    {
        var text = BaseUrl?.AbsoluteUri ?? throw new InvalidOperationException("Mhero__Fhir__BaseUrl is not set");
        return text.EndsWith('/') ? BaseUrl : new Uri(text + "/");
    }

    /// <summary>Limits, time-outs and repeats of the requests of look-ups: a repeat has to come while the contact still waits.</summary>
    internal HttpOptions ForLookups() => new()
    {
        MaxConcurrency = MaxLookups,
        RequestTimeout = LookupTimeout,
        MaxRetries = Math.Min(MaxRetries, 1),
        RetryBaseDelay = RetryBaseDelay,
        MaxInlineWait = MaxInlineWait < TimeSpan.FromSeconds(1) ? MaxInlineWait : TimeSpan.FromSeconds(1),
    };
}
