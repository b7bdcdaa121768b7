using System.Globalization;
using System.Net.Http.Headers;
using System.Runtime.CompilerServices;
using Mhero.Core.Floip.Results;

namespace Mhero.Core.Floip.Http;

/// <summary>
/// Reads packages and rows from a server of the Flow Results API. All requests are reads: one that fails may be sent again.
/// </summary>
/// <param name="http">Sends the requests; it must not follow redirects to other servers.</param>
/// <param name="server">The server.</param>
/// <param name="wait">
/// Asked after a request that was throttled or failed for a while, with the number of attempts so far: waits, and decides whether the request
/// is sent again. Null for a client that repeats nothing.
/// </param>
public sealed class FlowResultsClient(HttpClient http, FlowResultsServer server, Func<FlowResultsException, int, CancellationToken, Task<bool>>? wait = null)
{
    /// <summary>Rows of one page; the specification leaves the limit to the server.</summary>
    private const int PageSize = 500;

    private const int MaxDocument = 16 * 1024 * 1024;
    private const string PackagesPath = "/flow-results/packages";

    private readonly Uri _packages = PackagesOf(server.Address);

    /// <summary>All packages, page after page.</summary>
    /// <param name="cancellationToken">Cancels.</param>
    /// <exception cref="FlowResultsException">The server did not answer as its API says; packages before that were given.</exception>
    public async IAsyncEnumerable<PackageListing> GetPackagesAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var links = new PageLinks(_packages);
        var address = _packages;
        while (address is not null)
        {
            var page = await RepeatAsync(() => ReadAsync(address, PackageListPage.Read, cancellationToken), cancellationToken);
            foreach (var package in page.Packages)
            {
                yield return package;
            }

            address = page.Next is { } next ? links.Follow(next, string.Join('\n', page.Packages.Select(p => p.Id))) : null;
        }
    }

    /// <summary>The descriptor of a package.</summary>
    /// <param name="id">The package's id.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <exception cref="FlowResultsException">The server did not answer as its API says.</exception>
    public Task<PackageReading> GetPackageAsync(string id, CancellationToken cancellationToken = default) =>
        RepeatAsync(() => ReadAsync(AddressOf(id, ""), PackageReader.Read, cancellationToken), cancellationToken);

    /// <summary>The rows of a package, page after page. Rows of one session may be on several pages.</summary>
    /// <param name="id">The package's id.</param>
    /// <param name="after">Only rows after this time; null for all.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <exception cref="FlowResultsException">The server did not answer as its API says; pages before that were given.</exception>
    public async IAsyncEnumerable<RowPage> GetRowPagesAsync(string id, DateTimeOffset? after, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var query = string.Create(CultureInfo.InvariantCulture, $"?page%5Bsize%5D={PageSize}");
        if (after is { } time)
        {
            // A plus sign that is not escaped is a blank, and the time then is none.
            query += "&filter%5Bstart-timestamp%5D=" + Uri.EscapeDataString(time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'+00:00'", CultureInfo.InvariantCulture));
        }

        var links = new PageLinks(_packages);
        var address = AddressOf(id, "/responses" + query);
        while (address is not null)
        {
            var page = await RepeatAsync(() => ReadPageAsync(address, cancellationToken), cancellationToken);
            yield return page;
            address = page.Next is { } next ? links.Follow(next, string.Join('\n', page.Rows.Select(r => r.Row?.RowId))) : null;
        }
    }

    private static Uri PackagesOf(Uri address)
    {
        var path = address.AbsolutePath.TrimEnd('/');
        path = path.EndsWith(PackagesPath, StringComparison.Ordinal) ? path[..^PackagesPath.Length]
            : path.EndsWith("/flow-results", StringComparison.Ordinal) ? path[..^"/flow-results".Length]
            : path;
        return new Uri(address.GetLeftPart(UriPartial.Authority) + path + PackagesPath);
    }

    private Uri AddressOf(string package, string rest) => new(
        $"{_packages.AbsoluteUri}/{Uri.EscapeDataString(package)}{rest}",
        new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true });

    private async Task<T> RepeatAsync<T>(Func<Task<T>> request, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await request();
            }
            catch (FlowResultsException e) when (wait is not null && e.Kind is (FlowResultsErrorKind.Throttled or FlowResultsErrorKind.Transient))
            {
                if (!await wait(e, attempt, cancellationToken))
                {
                    throw;
                }
            }
        }
    }

    private async Task<RowPage> ReadPageAsync(Uri address, CancellationToken cancellationToken)
    {
        using var answer = await SendAsync(address, cancellationToken);
        try
        {
            await using var body = await answer.Content.ReadAsStreamAsync(cancellationToken);
            var document = new RowDocument(body, server.Zone);
            var rows = new List<RowReading>();
            await foreach (var row in document.ReadAsync(cancellationToken))
            {
                rows.Add(row);
            }

            return new RowPage(rows, document.Next) { PackageId = document.PackageId };
        }
        catch (Exception e) when (e is HttpRequestException or IOException or FloipException)
        {
            throw Unreadable(e);
        }
    }

    private async Task<T> ReadAsync<T>(Uri address, Func<ReadOnlyMemory<byte>, T> read, CancellationToken cancellationToken)
    {
        using var answer = await SendAsync(address, cancellationToken);
        try
        {
            await using var body = await answer.Content.ReadAsStreamAsync(cancellationToken);
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
        catch (Exception e) when (e is HttpRequestException or IOException or FloipException)
        {
            throw Unreadable(e);
        }
    }

    private static FlowResultsException Unreadable(Exception cause) => new(
        FlowResultsErrorKind.Transient,
        FloipCodes.ServerUnavailable,
        cause is FloipException ? $"The FLOIP server's answer cannot be read: {cause.Message}" : "The connection to the FLOIP server broke before the answer was complete.",
        cause);

    private async Task<HttpResponseMessage> SendAsync(Uri address, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/vnd.api+json"));
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json", 0.9));
        if (server.Token is { Length: > 0 } token)
        {
            request.Headers.TryAddWithoutValidation("Authorization", "Token " + token);
        }

        HttpResponseMessage answer;
        try
        {
            answer = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        }
        catch (HttpRequestException e)
        {
            throw new FlowResultsException(FlowResultsErrorKind.Transient, FloipCodes.ServerUnavailable, "The FLOIP server cannot be reached. Check its address, DNS and the firewall.", e);
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            throw new FlowResultsException(FlowResultsErrorKind.Transient, FloipCodes.ServerUnavailable, "The FLOIP server did not answer in time.", e);
        }

        if (answer.IsSuccessStatusCode)
        {
            return answer;
        }

        using (answer)
        {
            throw ErrorOf(answer, isPackage: address != _packages);
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
