using Hl7.Fhir.Model;
using Mhero.Core.Http;

namespace Mhero.Core.Fhir;

/// <summary>
/// The only way to the FHIR server. It reads with paging, writes so that a repeat is harmless, and gives each failure a
/// kind, by which the caller decides what to do. Safe for use by many threads; one instance per process bounds the concurrency.
/// </summary>
/// <remarks>
/// Resources are read leniently: what R4 does not know (elements, codes, malformed values) is kept and written back, but
/// a typed property throws when it is asked for a value that is not valid.
/// </remarks>
public sealed partial class FhirGateway : IDisposable
{
    private readonly FhirOptions _options;
    private readonly FhirTransport _transport;
    private readonly Uri _root;
    private readonly IServerProfiles? _profiles;

    /// <summary>Base of the server, with a slash at its end: what absolute references to its resources begin with.</summary>
    internal string Base => _root.AbsoluteUri;

    /// <summary>Creates the gateway.</summary>
    /// <param name="http">A client that does not follow redirects and has no time limit of its own; see <see cref="FhirServiceCollectionExtensions.AddFhir"/>.</param>
    /// <param name="options">Valid options.</param>
    /// <param name="clock">Clock and timers for waits, limits and tokens.</param>
    /// <param name="logger">Gets repeats, without data of persons.</param>
    /// <param name="profiles">What trials of the server showed; null when none are kept.</param>
    /// <param name="random">The source of jitter; null for the process's own.</param>
    public FhirGateway(HttpClient http, IOptions<FhirOptions> options, TimeProvider clock, ILogger<FhirGateway> logger, IServerProfiles? profiles = null, Random? random = null)
        : this(http, options.Value, clock, logger, fetchToken: null, random)
    {
        _profiles = profiles;
    }

    internal FhirGateway(HttpClient http, FhirOptions options, TimeProvider clock, ILogger<FhirGateway> logger, Func<CancellationToken, Task<FhirToken>>? fetchToken, Random? random = null)
    {
        _options = options;
        _root = options.Root();
        _transport = new FhirTransport(
            http, options, new HttpResilience(options, clock, logger, random), new HttpResilience(options.ForLookups(), clock, logger, random), clock, fetchToken);
        _lists = new SearchLists(logger);
    }

    /// <summary>Reads the server's CapabilityStatement.</summary>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <exception cref="FhirException">The server cannot be reached, or is not a FHIR server.</exception>
    public async Task<CapabilityStatement> GetCapabilitiesAsync(CancellationToken cancellationToken = default)
    {
        var request = new FhirRequest(HttpMethod.Get, new Uri(_root, "metadata"), "GET metadata");
        return Expect<CapabilityStatement>(await _transport.SendAsync(request, cancellationToken), request);
    }

    /// <summary>Reads one resource.</summary>
    /// <typeparam name="T">Its type.</typeparam>
    /// <param name="id">Its id.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The resource, its <c>meta.versionId</c> filled from the ETag where the body lacks it; null when it does not exist or was deleted.</returns>
    /// <exception cref="FhirException">Any other failure.</exception>
    public async Task<T?> ReadAsync<T>(string id, CancellationToken cancellationToken = default)
        where T : Resource
    {
        var type = NameOf<T>();
        var request = new FhirRequest(HttpMethod.Get, At(type, id), $"GET {type}/[id]") { NoCache = true };
        try
        {
            var reply = await _transport.SendAsync(request, cancellationToken);
            return WithVersion(Expect<T>(reply, request), reply);
        }
        catch (FhirException e) when (e.Kind == FhirErrorKind.NotFound)
        {
            return null;
        }
    }

    /// <summary>Reads one resource of a type that only the caller's data names.</summary>
    /// <param name="type">Its type.</param>
    /// <param name="id">Its id.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The resource; null when it does not exist or was deleted.</returns>
    /// <exception cref="FhirException">Any other failure.</exception>
    internal async Task<Resource?> ReadAsync(string type, string id, CancellationToken cancellationToken)
    {
        var request = new FhirRequest(HttpMethod.Get, At(type, id), $"GET {type}/[id]") { NoCache = true };
        try
        {
            var reply = await _transport.SendAsync(request, cancellationToken);
            var resource = WithVersion(Expect<Resource>(reply, request), reply);
            return resource.TypeName == type ? resource : throw new FhirException(FhirErrorKind.Transient, FhirErrorCodes.Unreadable, $"the answer to {request.Label} is {resource.TypeName}") { Status = reply.Status };
        }
        catch (FhirException e) when (e.Kind == FhirErrorKind.NotFound)
        {
            return null;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _transport.Dispose();

    private static string NameOf<T>()
        where T : Resource =>
        ModelInfo.GetFhirTypeNameForType(typeof(T)) ?? throw new ArgumentException($"{typeof(T).Name} is not a type of R4");

    private static T Expect<T>(FhirReply reply, FhirRequest request)
        where T : Resource =>
        reply.Resource as T ?? throw new FhirException(
            FhirErrorKind.Transient,
            FhirErrorCodes.Unreadable,
            $"the answer to {request.Label} is {reply.Resource?.TypeName ?? "empty"} and not {typeof(T).Name}")
        {
            Status = reply.Status,
            MayHaveBeenDone = request.Writes,
        };

    private static T WithVersion<T>(T resource, FhirReply reply)
        where T : Resource
    {
        if (reply.Version is not null && string.IsNullOrEmpty(resource.Meta?.VersionId))
        {
            (resource.Meta ??= new Meta()).VersionId = reply.Version;
        }

        return resource;
    }

    /// <summary>Whether a text can be the id of a resource (FHIR R4, datatype <c>id</c>).</summary>
    internal static bool IsId(string text) => text.Length is > 0 and <= 64 && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '.');

    private Uri At(string type, string id) =>
        IsId(id)
            ? new Uri(_root, $"{type}/{id}")
            : throw new ArgumentException("Not an id of FHIR", nameof(id));

    private Uri At(FhirSearch search) => new(_root, search.ToString());
}
