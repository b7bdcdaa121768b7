using System.Collections.Concurrent;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;

namespace Mhero.Simulator.Floip;

/// <summary>
/// A server on the loopback interface with the read side of the Flow Results API 1.0.0: packages, descriptors and rows, paged on both levels,
/// with the filters of the specification. It shares no code with mHero's client.
/// </summary>
public sealed class FloipServer : IAsyncDisposable
{
    private const string Root = "/api/v1/flow-results/packages";

    private readonly Lock _lock = new();
    private readonly FloipServerOptions _options;
    private readonly List<FloipPackage> _packages = [];
    private readonly List<(Predicate<string> Meets, FloipFault Fault)> _faults = [];
    private readonly ConcurrentQueue<string> _requests = new();
    private readonly WebApplication _app;

    private FloipServer(FloipServerOptions options)
    {
        _options = options;
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Listen(IPAddress.Loopback, options.Port);
        });
        _app = builder.Build();
        _app.Run(HandleAsync);
    }

    /// <summary>The base of the API: <c>http://127.0.0.1:port/api/v1</c>.</summary>
    public Uri BaseUrl { get; private set; } = null!;

    /// <summary>Path and query of the requests that came, in their order.</summary>
    public IReadOnlyCollection<string> Requests => _requests;

    /// <summary>Starts a server.</summary>
    /// <param name="options">How it shall behave.</param>
    /// <param name="cancellationToken">Ends the start.</param>
    /// <returns>A server that listens already.</returns>
    /// <exception cref="IOException">The port is taken.</exception>
    public static async Task<FloipServer> StartAsync(FloipServerOptions options, CancellationToken cancellationToken = default)
    {
        var server = new FloipServer(options);
        try
        {
            await server._app.StartAsync(cancellationToken);
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }

        var addresses = server._app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!;
        server.BaseUrl = new Uri(addresses.Addresses.Single() + "/api/v1");
        return server;
    }

    /// <summary>Adds a package, or replaces its descriptor.</summary>
    /// <param name="descriptor">The descriptor as JSON, with an <c>id</c>.</param>
    public void AddPackage(string descriptor)
    {
        var json = JsonNode.Parse(descriptor)!.AsObject();
        lock (_lock)
        {
            if (_packages.Find(p => p.Id == json["id"]!.GetValue<string>()) is { } known)
            {
                known.Descriptor = json;
            }
            else
            {
                _packages.Add(new FloipPackage(json));
            }
        }
    }

    /// <summary>Adds rows to a package.</summary>
    /// <param name="package">The package's id.</param>
    /// <param name="rows">A list of rows as JSON.</param>
    public void AddRows(string package, string rows)
    {
        lock (_lock)
        {
            _packages.Single(p => p.Id == package).Add(JsonNode.Parse(rows)!.AsArray().Select(row => row!.AsArray()));
        }
    }

    /// <summary>Has one request meet a fault: the next one that fits. Faults are taken in the order in which they were added.</summary>
    /// <param name="meets">Whether a request fits, by its path and query without escapes.</param>
    /// <param name="fault">The fault.</param>
    public void AddFault(Predicate<string> meets, FloipFault fault)
    {
        lock (_lock)
        {
            _faults.Add((meets, fault));
        }
    }

    /// <summary>Stops listening.</summary>
    /// <returns>A task that ends when it has.</returns>
    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task HandleAsync(HttpContext http)
    {
        var target = http.Request.Path.Value + Uri.UnescapeDataString(http.Request.QueryString.Value ?? "");
        _requests.Enqueue(target);
        var fault = TakeFault(target);
        if (http.Request.Headers.Authorization != "Token " + _options.Token)
        {
            http.Response.StatusCode = StatusCodes.Status401Unauthorized;
            return;
        }

        if (fault is { Status: { } status })
        {
            http.Response.StatusCode = status;
            if (fault.RetryAfterSeconds is { } seconds)
            {
                http.Response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
            }

            return;
        }

        if (AnswerTo(http) is not { } answer)
        {
            http.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }

        if (fault is { LeadsBack: true })
        {
            answer["data"]!["relationships"]!["links"]!["next"] = $"{http.Request.Path}{http.Request.QueryString}";
        }

        var body = Encoding.UTF8.GetBytes(answer.ToJsonString());
        http.Response.ContentType = "application/vnd.api+json";
        http.Response.ContentLength = body.Length;
        await http.Response.Body.WriteAsync(fault is { IsCut: true } ? body.AsMemory(0, body.Length / 2) : body);
        if (fault is { IsCut: true })
        {
            await http.Response.Body.FlushAsync();
            http.Abort();
        }
    }

    private FloipFault? TakeFault(string target)
    {
        lock (_lock)
        {
            var index = _faults.FindIndex(f => f.Meets(target));
            if (index < 0)
            {
                return null;
            }

            var fault = _faults[index].Fault;
            _faults.RemoveAt(index);
            return fault;
        }
    }

    private JsonObject? AnswerTo(HttpContext http)
    {
        var path = http.Request.Path.Value!;
        if (!HttpMethods.IsGet(http.Request.Method) || !path.StartsWith(Root, StringComparison.Ordinal))
        {
            return null;
        }

        lock (_lock)
        {
            var parts = path[Root.Length..].Split('/', StringSplitOptions.RemoveEmptyEntries);
            return parts switch
            {
                [] => List(http),
                [var id] => _packages.Find(p => p.Id == id) is { } package ? Describe(package) : null,
                [var id, "responses"] => _packages.Find(p => p.Id == id) is { } package ? ListRows(http, package) : null,
                _ => null,
            };
        }
    }

    private JsonObject List(HttpContext http)
    {
        var (page, next) = PageOf(http, _packages, p => p.Id, _options.PackagesPerPage);
        return new JsonObject
        {
            ["data"] = new JsonArray([.. page.Select(p => new JsonObject
            {
                ["type"] = "packages",
                ["id"] = p.Id,
                ["attributes"] = new JsonObject { ["title"] = p.Descriptor["title"]?.DeepClone(), ["name"] = p.Descriptor["name"]?.DeepClone(), ["modified"] = p.Descriptor["modified"]?.DeepClone() },
            })]),
            ["links"] = new JsonObject { ["next"] = next },
        };
    }

    private static JsonObject Describe(FloipPackage package) => new()
    {
        ["data"] = new JsonObject { ["type"] = "packages", ["id"] = package.Id, ["attributes"] = package.Descriptor.DeepClone() },
    };

    private JsonObject ListRows(HttpContext http, FloipPackage package)
    {
        var (after, until) = (TimeOf(http, "filter[start-timestamp]"), TimeOf(http, "filter[end-timestamp]"));
        var rows = package.Rows.Where(r => TimeOf(r) is not { } at || (!(at <= after) && !(at > until))).ToList();
        var (page, next) = PageOf(http, rows, r => r[1]!.ToString(), _options.RowsPerPage);
        return new JsonObject
        {
            ["data"] = new JsonObject
            {
                ["type"] = "flow-results-data",
                ["id"] = package.Id,
                ["attributes"] = new JsonObject { ["responses"] = new JsonArray([.. page.Select(r => r.DeepClone())]) },
                ["relationships"] = new JsonObject { ["links"] = new JsonObject { ["next"] = next } },
            },
        };
    }

    private static (List<T> Page, string? Next) PageOf<T>(HttpContext http, List<T> all, Func<T, string> idOf, int most)
    {
        var size = int.TryParse(http.Request.Query["page[size]"], NumberStyles.None, CultureInfo.InvariantCulture, out var asked) && asked > 0 ? Math.Min(asked, most) : most;
        var start = http.Request.Query["page[afterCursor]"].FirstOrDefault() is { } cursor ? all.FindIndex(e => idOf(e) == cursor) + 1 : 0;
        var page = all.GetRange(start, Math.Min(size, all.Count - start));
        if (start + page.Count >= all.Count)
        {
            return (page, null);
        }

        var query = http.Request.Query.Where(q => q.Key != "page[afterCursor]").Select(q => (q.Key, Value: q.Value.ToString())).Append((Key: "page[afterCursor]", Value: idOf(page[^1])));
        return (page, $"http://{http.Request.Host}{http.Request.Path}?{string.Join('&', query.Select(q => $"{Uri.EscapeDataString(q.Key)}={Uri.EscapeDataString(q.Value)}"))}");
    }

    private static DateTimeOffset? TimeOf(HttpContext http, string filter) => http.Request.Query[filter].FirstOrDefault() is { } text ? Parse(text) : null;

    private static DateTimeOffset? TimeOf(JsonArray row) => row.Count > 0 && row[0] is JsonValue value && value.TryGetValue<string>(out var text) ? Parse(text) : null;

    private static DateTimeOffset? Parse(string text) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) ? time : null;
}
