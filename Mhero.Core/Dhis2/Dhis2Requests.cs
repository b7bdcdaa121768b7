using System.Net;
using System.Net.Http.Headers;
using Mhero.Core.Http;
using Polly.Timeout;

namespace Mhero.Core.Dhis2;

/// <summary>Sends the requests of a <see cref="Dhis2Client"/>.</summary>
/// <param name="http">Sends them; it must not follow redirects to other servers.</param>
/// <param name="options">The server.</param>
/// <param name="resilience">Limits, times and repeats them.</param>
internal sealed class Dhis2Requests(HttpClient http, Dhis2Options options, HttpResilience resilience)
{
    private const int MaxAnswer = 32 * 1024 * 1024;

    private const string NoJson = "The answer is not JSON of DHIS2: set Mhero__Dhis2__BaseUrl to the address of DHIS2 itself, with its context path, and no page of sign-in before it.";

    private readonly Uri _api = ApiOf(options.BaseUrl ?? throw new InvalidOperationException("Mhero__Dhis2__BaseUrl is not set"));
    private readonly AuthenticationHeaderValue _authorization = string.IsNullOrWhiteSpace(options.Token)
        ? new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{options.Username}:{options.Password}")))
        : new AuthenticationHeaderValue("ApiToken", options.Token.Trim());

    /// <summary>Reads a document.</summary>
    /// <param name="path">Its path below the API.</param>
    /// <param name="query">The query.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <exception cref="Dhis2Exception">It cannot be read.</exception>
    public async Task<JsonDocument> GetAsync(string path, IEnumerable<KeyValuePair<string, string>> query, CancellationToken cancellationToken) =>
        await resilience.Retry.ExecuteAsync(async token => (await AttemptAsync(HttpMethod.Get, AddressOf(path, query), null, token)).Body, cancellationToken);

    /// <summary>Sends an import; the answer's body decides, whatever its status.</summary>
    /// <param name="path">The path below the API.</param>
    /// <param name="query">The query.</param>
    /// <param name="body">The body as JSON.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <exception cref="Dhis2Exception">The answer has no summary of an import.</exception>
    public async Task<ImportSummary> ImportAsync(string path, IEnumerable<KeyValuePair<string, string>> query, byte[] body, CancellationToken cancellationToken) =>
        await resilience.Retry.ExecuteAsync(
            async token =>
            {
                var (status, document) = await AttemptAsync(HttpMethod.Post, AddressOf(path, query), body, token);
                using (document)
                {
                    return ImportSummaryReader.Read(document.RootElement)
                        ?? throw new Dhis2Exception(Dhis2ErrorKind.Transient, Dhis2Codes.ServerUnavailable, $"DHIS2 answered an import with {(int)status} and no summary.") { MayBeOfRequest = true };
                }
            },
            cancellationToken);

    private static Uri ApiOf(Uri address)
    {
        var path = address.AbsolutePath.TrimEnd('/');
        return new Uri(address.GetLeftPart(UriPartial.Authority) + (path.EndsWith("/api", StringComparison.Ordinal) ? path : path + "/api") + "/");
    }

    private Uri AddressOf(string path, IEnumerable<KeyValuePair<string, string>> query)
    {
        var text = string.Join('&', query.Select(q => $"{q.Key}={Uri.EscapeDataString(q.Value)}"));
        return new Uri(_api, text.Length == 0 ? path : $"{path}?{text}");
    }

    private async Task<(HttpStatusCode Status, JsonDocument Body)> AttemptAsync(HttpMethod method, Uri address, byte[]? body, CancellationToken cancellationToken)
    {
        try
        {
            return await resilience.Attempt.ExecuteAsync(async token => await SendAsync(method, address, body, token), cancellationToken);
        }
        catch (Exception e) when (e is TimeoutRejectedException || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            throw new Dhis2Exception(Dhis2ErrorKind.Transient, Dhis2Codes.ServerUnavailable, "DHIS2 did not answer in time (Mhero__Dhis2__RequestTimeout).", e);
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            throw new Dhis2Exception(Dhis2ErrorKind.Transient, Dhis2Codes.ServerUnavailable, "DHIS2 cannot be reached. Check Mhero__Dhis2__BaseUrl, DNS and the firewall.", e);
        }
    }

    private async Task<(HttpStatusCode Status, JsonDocument Body)> SendAsync(HttpMethod method, Uri address, byte[]? body, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(method, address);
        request.Headers.Authorization = _authorization;
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
        if (body is not null)
        {
            request.Content = new ByteArrayContent(body) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
        }

        using var answer = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);

        // 409 is the status of an import that refused something; its body is a summary like any other.
        if (!answer.IsSuccessStatusCode && !(body is not null && answer.StatusCode == HttpStatusCode.Conflict))
        {
            throw ErrorOf(answer);
        }

        return (answer.StatusCode, await ReadAsync(answer, cancellationToken));
    }

    private static async Task<JsonDocument> ReadAsync(HttpResponseMessage answer, CancellationToken cancellationToken)
    {
        await using var stream = await answer.Content.ReadAsStreamAsync(cancellationToken);
        using var content = new MemoryStream();
        var buffer = new byte[81920];
        int count;
        while ((count = await stream.ReadAsync(buffer, cancellationToken)) > 0)
        {
            content.Write(buffer, 0, count);
            if (content.Length > MaxAnswer)
            {
                throw new Dhis2Exception(Dhis2ErrorKind.Configuration, Dhis2Codes.NotDhis2, "The answer is larger than 32 MB; DHIS2 does not answer so.");
            }
        }

        try
        {
            return Dhis2Json.Parse(content.GetBuffer().AsMemory(0, (int)content.Length));
        }
        catch (JsonException e)
        {
            // A proxy's page, or a body that ended too early: what became of the request is not known.
            throw new Dhis2Exception(Dhis2ErrorKind.Transient, Dhis2Codes.NotDhis2, NoJson, e);
        }
    }

    private static Dhis2Exception ErrorOf(HttpResponseMessage answer) => (int)answer.StatusCode switch
    {
        401 => new(Dhis2ErrorKind.Configuration, Dhis2Codes.CredentialsRefused, "DHIS2 refuses the token or the password. A token expires after 30 days unless it was made for longer: make a new one, and set Mhero__Dhis2__Token."),
        403 => new(Dhis2ErrorKind.Configuration, Dhis2Codes.CredentialsRefused, "DHIS2 does not allow its user the request: give the user the authority F_DATAVALUE_ADD and data write access to the data sets, and let the token take the methods GET and POST and mHero's address."),
        >= 300 and < 400 => new(Dhis2ErrorKind.Configuration, Dhis2Codes.NotDhis2, "The address redirects, as DHIS2 does to its page of sign-in: set Mhero__Dhis2__BaseUrl to the final address, and check the token."),
        404 or 405 or 410 => new(Dhis2ErrorKind.Configuration, Dhis2Codes.NotDhis2, "The address has no API of DHIS2: set Mhero__Dhis2__BaseUrl to the address of DHIS2 with its context path."),
        429 => new(Dhis2ErrorKind.Throttled, Dhis2Codes.Throttled, "DHIS2 wants fewer requests.") { RetryAfter = WaitOf(answer) },
        408 or 502 or 503 or 504 => new(Dhis2ErrorKind.Transient, Dhis2Codes.ServerUnavailable, $"DHIS2 is not available ({(int)answer.StatusCode}).") { RetryAfter = WaitOf(answer) },
        >= 500 => new(Dhis2ErrorKind.Transient, Dhis2Codes.ServerUnavailable, $"DHIS2 failed ({(int)answer.StatusCode}).") { RetryAfter = WaitOf(answer), MayBeOfRequest = true },
        _ => new(Dhis2ErrorKind.Permanent, Dhis2Codes.RequestRefused, $"DHIS2 refused the request ({(int)answer.StatusCode})."),
    };

    /// <summary>A wait in seconds; a date is left out.</summary>
    private static TimeSpan? WaitOf(HttpResponseMessage answer) => answer.Headers.RetryAfter?.Delta;
}
