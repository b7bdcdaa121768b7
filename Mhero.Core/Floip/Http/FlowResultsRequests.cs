using System.Net.Http.Headers;
using Mhero.Core.Http;
using Polly.Timeout;

namespace Mhero.Core.Floip.Http;

/// <summary>Sends the requests of a <see cref="FlowResultsClient"/>. All are reads: one that fails may be sent again.</summary>
/// <param name="http">Sends them; it must not follow redirects to other servers.</param>
/// <param name="token">The token; null for none.</param>
/// <param name="packages">The address of the list of packages.</param>
/// <param name="resilience">Limits and repeats them; its time-out is for the headers of an answer.</param>
/// <param name="time">The clock by which a body that stands still is given up.</param>
internal sealed class FlowResultsRequests(HttpClient http, string? token, Uri packages, HttpResilience resilience, TimeProvider time)
{
    private const int MaxDocument = 16 * 1024 * 1024;

    /// <summary>Attempts after the first.</summary>
    public int MaxRetries => resilience.MaxRetries;

    /// <summary>Repeats a read that fails in passing.</summary>
    /// <param name="read">One attempt.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <exception cref="FlowResultsException">The last attempt's.</exception>
    public ValueTask<T> RepeatAsync<T>(Func<CancellationToken, ValueTask<T>> read, CancellationToken cancellationToken) => resilience.Retry.ExecuteAsync(read, cancellationToken);

    /// <summary>Reads a document that is held as a whole, and repeats a request that failed.</summary>
    /// <param name="address">The address.</param>
    /// <param name="read">Reads the body.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <exception cref="FlowResultsException">The server did not answer as its API says.</exception>
    public async Task<T> ReadAsync<T>(Uri address, Func<ReadOnlyMemory<byte>, T> read, CancellationToken cancellationToken) =>
        await RepeatAsync(token => ReadOnceAsync(address, read, token), cancellationToken);

    /// <summary>Sends a request.</summary>
    /// <param name="address">The address.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns>A successful answer, whose body is not read yet.</returns>
    /// <exception cref="FlowResultsException">The server did not answer as its API says.</exception>
    public async Task<HttpResponseMessage> SendAsync(Uri address, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/vnd.api+json"));
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json", 0.9));
        if (token is { Length: > 0 })
        {
            request.Headers.TryAddWithoutValidation("Authorization", "Token " + token);
        }

        HttpResponseMessage answer;
        try
        {
            answer = await resilience.Attempt.ExecuteAsync(
                static async (call, token) => await call.Http.SendAsync(call.Request, HttpCompletionOption.ResponseHeadersRead, token), (Http: http, Request: request), cancellationToken);
        }
        catch (HttpRequestException e)
        {
            throw new FlowResultsException(FlowResultsErrorKind.Transient, FloipCodes.ServerUnavailable, "The FLOIP server cannot be reached. Check its address, DNS and the firewall.", e);
        }
        catch (Exception e) when (e is TimeoutRejectedException || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            throw new FlowResultsException(FlowResultsErrorKind.Transient, FloipCodes.ServerUnavailable, "The FLOIP server did not answer in time.", e);
        }

        if (answer.IsSuccessStatusCode)
        {
            return answer;
        }

        using (answer)
        {
            throw ErrorOf(answer, isPackage: address != packages);
        }
    }

    /// <summary>The body of an answer; reading it fails when the server sends nothing for a while.</summary>
    public async Task<Stream> BodyOfAsync(HttpResponseMessage answer, CancellationToken cancellationToken) =>
        new BodyStream(await answer.Content.ReadAsStreamAsync(cancellationToken), time);

    /// <summary>The error for a body that could not be read to its end: the same request may succeed later.</summary>
    public static FlowResultsException Unreadable(Exception cause) => new(
        FlowResultsErrorKind.Transient,
        FloipCodes.ServerUnavailable,
        cause switch
        {
            FloipException => $"The FLOIP server's answer cannot be read: {cause.Message}",
            TimeoutException => "The FLOIP server stopped sending in the middle of an answer.",
            _ => "The connection to the FLOIP server broke before the answer was complete.",
        },
        cause);

    /// <summary>Whether an exception says that a body could not be read.</summary>
    public static bool IsUnreadable(Exception exception) => exception is HttpRequestException or IOException or TimeoutException or FloipException;

    private async ValueTask<T> ReadOnceAsync<T>(Uri address, Func<ReadOnlyMemory<byte>, T> read, CancellationToken cancellationToken)
    {
        using var answer = await SendAsync(address, cancellationToken);
        try
        {
            await using var body = await BodyOfAsync(answer, cancellationToken);
            using var content = new MemoryStream();
            var buffer = new byte[81920];
            int count;
            while ((count = await body.ReadAsync(buffer, cancellationToken)) > 0)
            {
                content.Write(buffer, 0, count);
                if (content.Length > MaxDocument)
                {
                    throw new FloipException(FloipCodes.NotJson, "The document is larger than 16 MB; this is not a package or a list of packages.");
                }
            }

            return read(content.GetBuffer().AsMemory(0, (int)content.Length));
        }
        catch (Exception e) when (IsUnreadable(e))
        {
            throw Unreadable(e);
        }
    }

    private static FlowResultsException ErrorOf(HttpResponseMessage answer, bool isPackage) => (int)answer.StatusCode switch
    {
        401 or 403 => new(FlowResultsErrorKind.Configuration, FloipCodes.ServerRefusesToken, "The FLOIP server refuses the token. Set a token that may read flow results."),
        404 or 410 when isPackage => new(FlowResultsErrorKind.NotFound, FloipCodes.NotAtServer, "The FLOIP server does not have this package. Correct the packages of the source."),
        404 or 410 or (>= 300 and < 400) => new(FlowResultsErrorKind.Configuration, FloipCodes.NotAtServer, "The address has no Flow Results API, or redirects. Set the base address of the FLOIP server's API."),
        429 => new(FlowResultsErrorKind.Throttled, FloipCodes.ServerThrottles, "The FLOIP server wants fewer requests.") { RetryAfter = WaitOf(answer) },
        408 or >= 500 => new(FlowResultsErrorKind.Transient, FloipCodes.ServerUnavailable, $"The FLOIP server failed ({(int)answer.StatusCode}).") { RetryAfter = WaitOf(answer) },
        _ => new(FlowResultsErrorKind.Permanent, FloipCodes.ServerRefusesRequest, $"The FLOIP server refused the request ({(int)answer.StatusCode})."),
    };

    /// <summary>A wait in seconds; a server that gives a date is asked again by the next timer.</summary>
    private static TimeSpan? WaitOf(HttpResponseMessage answer) => answer.Headers.RetryAfter?.Delta;
}
