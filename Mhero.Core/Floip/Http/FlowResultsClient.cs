using Mhero.Core.Floip.Results;
using Mhero.Core.Http;

namespace Mhero.Core.Floip.Http;

/// <summary>
/// Reads packages and rows from a server of the Flow Results API. All requests are reads: one that fails may be sent again.
/// </summary>
public sealed class FlowResultsClient
{
    /// <summary>Rows of one page; the specification leaves the limit to the server.</summary>
    private const int PageSize = 500;

    /// <summary>A server that ignores the page size may answer a million rows at once: no more than this of a page is held.</summary>
    private const int MaxHeld = 1_000;

    private const long MaxHeldBytes = 4 * 1024 * 1024;
    private const string PackagesPath = "/flow-results/packages";

    private readonly Uri _packages;
    private readonly FlowResultsServer _server;
    private readonly FlowResultsRequests _requests;

    /// <summary>Makes the client of a server.</summary>
    /// <param name="http">Sends the requests; it must not follow redirects to other servers.</param>
    /// <param name="server">The server.</param>
    /// <param name="resilience">Limits and repeats the requests.</param>
    /// <param name="time">The clock; by it an answer whose body stands still ends after a minute.</param>
    internal FlowResultsClient(HttpClient http, FlowResultsServer server, HttpResilience resilience, TimeProvider time)
    {
        _server = server;
        _packages = PackagesOf(server.Address);
        _requests = new FlowResultsRequests(http, server.Token, _packages, resilience, time);
    }

    /// <summary>All packages, page after page.</summary>
    /// <param name="cancellationToken">Cancels.</param>
    /// <exception cref="FlowResultsException">The server did not answer as its API says; packages before that were given.</exception>
    public async IAsyncEnumerable<PackageListing> GetPackagesAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var links = new PageLinks(_packages, null);
        var address = _packages;
        while (address is not null)
        {
            var page = await _requests.ReadAsync(address, PackageListPage.Read, cancellationToken);
            using var content = new PageHash();
            foreach (var package in page.Packages)
            {
                content.Add(package.Id);
                yield return package;
            }

            address = page.Next is { } next ? links.Follow(next, content.Value) : null;
        }
    }

    /// <summary>The descriptor of a package.</summary>
    /// <param name="id">The package's id.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <exception cref="FlowResultsException">The server did not answer as its API says.</exception>
    public Task<PackageReading> GetPackageAsync(string id, CancellationToken cancellationToken = default) =>
        _requests.ReadAsync(AddressOf(id, ""), PackageReader.Read, cancellationToken);

    /// <summary>
    /// The rows of a package, page after page; a page that is longer than asked for comes in parts. Rows of one session may be on several pages,
    /// and the rows of a page whose request was repeated come again.
    /// </summary>
    /// <param name="id">The package's id.</param>
    /// <param name="after">Only rows after this time; null for all.</param>
    /// <param name="from">Where an earlier reading ended; null for the first page.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <exception cref="FlowResultsException">The server did not answer as its API says; pages before that were given.</exception>
    public async IAsyncEnumerable<RowPage> GetRowPagesAsync(
        string id, DateTimeOffset? after, PagePosition? from = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var links = new PageLinks(_packages, from);
        var address = from is null ? FirstOf(id, after) : links.Resume(from);
        while (address is not null)
        {
            await using var page = new PageOfRows(this, address, links);
            RowPage part;
            do
            {
                part = await _requests.RepeatAsync(page.NextAsync, cancellationToken);
                yield return part;
            }
            while (!part.IsEnd);

            address = part.Next is { } next ? links.Resume(next) : null;
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

    private Uri FirstOf(string id, DateTimeOffset? after)
    {
        var query = string.Create(CultureInfo.InvariantCulture, $"?page%5Bsize%5D={PageSize}");
        if (after is { } time)
        {
            // A plus sign that is not escaped is a blank, and the time then is none.
            query += "&filter%5Bstart-timestamp%5D=" + Uri.EscapeDataString(time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'+00:00'", CultureInfo.InvariantCulture));
        }

        return AddressOf(id, "/responses" + query);
    }

    private async IAsyncEnumerable<RowPage> ReadPartsAsync(Uri address, PageLinks links, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var answer = await _requests.SendAsync(address, cancellationToken);
        await using var body = await _requests.BodyOfAsync(answer, cancellationToken);
        var document = new RowDocument(body, _server.Zone);
        using var content = new PageHash();
        var held = new List<RowReading>();
        var heldFrom = 0L;
        await using var rows = document.ReadAsync(cancellationToken).GetAsyncEnumerator(cancellationToken);
        while (await MoveAsync(rows))
        {
            held.Add(rows.Current);
            content.Add(rows.Current.Row?.RowId);
            if (held.Count == MaxHeld || document.BytesRead - heldFrom > MaxHeldBytes)
            {
                yield return new RowPage(held, null) { PackageId = document.PackageId, IsEnd = false };
                (held, heldFrom) = ([], document.BytesRead);
            }
        }

        var next = document.Next is { } link ? links.Pass(link, content.Value) : null;
        yield return new RowPage(held, next) { PackageId = document.PackageId };
    }

    private static async Task<bool> MoveAsync(IAsyncEnumerator<RowReading> rows)
    {
        try
        {
            return await rows.MoveNextAsync();
        }
        catch (Exception e) when (FlowResultsRequests.IsUnreadable(e))
        {
            throw FlowResultsRequests.Unreadable(e);
        }
    }

    /// <summary>A page whose parts are read one after another. After a failure it is read again from its start.</summary>
    private sealed class PageOfRows(FlowResultsClient client, Uri address, PageLinks links) : IAsyncDisposable
    {
        private IAsyncEnumerator<RowPage>? _parts;
        private int _failures;

        /// <summary>The next part; after a failure the first one. The failures of all parts together are limited.</summary>
        public async ValueTask<RowPage> NextAsync(CancellationToken cancellationToken)
        {
            try
            {
                _parts ??= client.ReadPartsAsync(address, links, cancellationToken).GetAsyncEnumerator(cancellationToken);
                await _parts.MoveNextAsync();
                return _parts.Current;
            }
            catch (FlowResultsException e)
            {
                await DisposeAsync();
                e.IsRepeatable &= ++_failures <= client._requests.MaxRetries;
                throw;
            }
        }

        public async ValueTask DisposeAsync()
        {
            if (_parts is not null)
            {
                await _parts.DisposeAsync();
                _parts = null;
            }
        }
    }
}
