using Mhero.Core.Fhir;
using Mhero.Core.Floip;

namespace Mhero.Core.Publishing;

/// <summary>The read part of the Flow Results API: packages, and their rows page by page.</summary>
public sealed class PublishedApi
{
    private readonly PublishedPackages _packages;
    private readonly PublishedRows _rows;
    private readonly IOptions<PublishingOptions> _options;

    internal PublishedApi(PublishedPackages packages, PublishedRows rows, IOptions<PublishingOptions> options) => (_packages, _rows, _options) = (packages, rows, options);

    /// <summary>The list of packages.</summary>
    /// <param name="address">The address of the list, without a query.</param>
    /// <param name="cancellationToken">Cancels the reading.</param>
    /// <returns>200, or 503 when the registry cannot be read.</returns>
    public Task<PublishedAnswer> ListAsync(string address, CancellationToken cancellationToken) =>
        GuardAsync(async () => new PublishedAnswer(200, PublishedJson.List(await _packages.ListAsync(cancellationToken), address)));

    /// <summary>The descriptor of a package.</summary>
    /// <param name="id">The package's id.</param>
    /// <param name="address">The address of the package, without a query.</param>
    /// <param name="cancellationToken">Cancels the reading.</param>
    /// <returns>200, 404, or 503 when the registry cannot be read.</returns>
    public Task<PublishedAnswer> PackageAsync(string id, string address, CancellationToken cancellationToken) =>
        WithPackageAsync(id, package => Task.FromResult(new PublishedAnswer(200, PublishedJson.Package(package, address))), cancellationToken);

    /// <summary>A page of a package's rows.</summary>
    /// <param name="id">The package's id.</param>
    /// <param name="address">The address of the package's rows, without a query.</param>
    /// <param name="parameter">Gives the value of a query parameter; null for none.</param>
    /// <param name="cancellationToken">Cancels the reading.</param>
    /// <returns>200, 400, 404, or 503 when the registry cannot be read.</returns>
    public Task<PublishedAnswer> RowsAsync(string id, string address, Func<string, string?> parameter, CancellationToken cancellationToken) => WithPackageAsync(
        id,
        async package =>
        {
            var (query, fault) = await RowQueryReader.ReadAsync(parameter, _options.Value.PageSize, row => _rows.FindAsync(row, cancellationToken));
            if (query is null)
            {
                return PublishedAnswer.Problem(400, FloipCodes.BadRowQuery, fault!);
            }

            var page = await _rows.ReadAsync(package, query, cancellationToken);
            var kept = RowQueryReader.Filters.Select(n => (Name: n, Value: parameter(n))).Where(p => p.Value is not null).ToList();
            var place = new[] { RowQueryReader.After, RowQueryReader.Before }.Select(n => (Name: n, Value: parameter(n))).Where(p => p.Value is not null);
            return new PublishedAnswer(200, PublishedJson.Rows(
                package,
                page,
                address[..address.LastIndexOf('/')],
                Link(place),
                page.Last is { } last ? Link([(RowQueryReader.After, last.ToString())]) : null,
                page.First is { } first ? Link([(RowQueryReader.Before, first.ToString())]) : null));

            string Link(IEnumerable<(string Name, string? Value)> more)
            {
                var query = string.Join('&', kept.Concat(more).Select(p => $"{Uri.EscapeDataString(p.Name)}={Uri.EscapeDataString(p.Value!)}"));
                return query.Length == 0 ? address : $"{address}?{query}";
            }
        },
        cancellationToken);

    private static async Task<PublishedAnswer> GuardAsync(Func<Task<PublishedAnswer>> answer)
    {
        try
        {
            return await answer();
        }
        catch (FhirException e)
        {
            return PublishedAnswer.Problem(503, e.Code, "The registry cannot be read now. Repeat the request later.");
        }
    }

    private Task<PublishedAnswer> WithPackageAsync(string id, Func<PublishedPackage, Task<PublishedAnswer>> answer, CancellationToken cancellationToken) => GuardAsync(async () =>
        Guid.TryParse(id, out var uuid) && await _packages.FindAsync(uuid, cancellationToken) is { } package
            ? await answer(package)
            : PublishedAnswer.Problem(404, FloipCodes.UnknownPackage, "No package has this id; GET floip/packages lists them."));
}
