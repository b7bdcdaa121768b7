using System.Collections.Concurrent;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;

namespace Mhero.Simulator.Dhis2;

/// <summary>
/// A stand-in for DHIS2 on the loopback interface: data value sets, completeness and the metadata of data sets, with the answers of a version from
/// 2.36 to 2.43. It shares no code with mHero's client.
/// </summary>
public sealed class Dhis2Server : IAsyncDisposable
{
    private readonly Lock _lock = new();
    private readonly Dhis2ServerOptions _options;
    private readonly Dhis2Store _store;
    private readonly List<(Predicate<string> Meets, Dhis2Fault Fault)> _faults = [];
    private readonly ConcurrentQueue<(string Target, string Body)> _requests = new();
    private readonly WebApplication _app;

    private Dhis2Server(Dhis2ServerOptions options)
    {
        _options = options;
        _store = new Dhis2Store(options.Version);
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Listen(IPAddress.Loopback, options.Port);
        });
        _app = builder.Build();
        _app.Run(HandleAsync);
    }

    /// <summary>The address: <c>http://127.0.0.1:port</c>.</summary>
    public Uri BaseUrl { get; private set; } = null!;

    /// <summary>Method, path and query of the requests that came, each with its body, in their order.</summary>
    public IReadOnlyCollection<(string Target, string Body)> Requests => _requests;

    /// <summary>The status that every request meets while the server is down; null while it is up.</summary>
    public int? DownWith { get; set; }

    /// <summary>The values by code: <c>data element[.combination] period organisation unit</c>.</summary>
    public IReadOnlyDictionary<string, string> Values
    {
        get
        {
            lock (_lock)
            {
                return _store.Values.ToDictionary(v => $"{CodeOf(v.Key)} {v.Key.Period} {UnitOf(v.Key.Unit)}", v => v.Value);
            }
        }
    }

    /// <summary>The dates of completeness: <c>data set period organisation unit</c>.</summary>
    public IReadOnlyDictionary<string, string> Completed
    {
        get
        {
            lock (_lock)
            {
                return _store.Completed.ToDictionary(
                    c => $"{Dhis2Metadata.Text(_store.Metadata.DataSet(c.Key.Set, "uid")!, "code")} {c.Key.Period} {UnitOf(c.Key.Unit)}", c => c.Value);
            }
        }
    }

    /// <summary>Starts a server.</summary>
    /// <param name="options">How it shall behave.</param>
    /// <param name="cancellationToken">Ends the start.</param>
    /// <returns>A server that listens already.</returns>
    /// <exception cref="IOException">The port is taken.</exception>
    public static async Task<Dhis2Server> StartAsync(Dhis2ServerOptions options, CancellationToken cancellationToken = default)
    {
        var server = new Dhis2Server(options);
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
        server.BaseUrl = new Uri(addresses.Addresses.Single());
        return server;
    }

    /// <summary>Adds metadata.</summary>
    /// <param name="metadata">JSON with <c>dataSets</c> and <c>organisationUnits</c>, in the form of DHIS2's export of metadata.</param>
    public void AddMetadata(string metadata)
    {
        lock (_lock)
        {
            _store.Metadata.Add(JsonNode.Parse(metadata)!.AsObject());
        }
    }

    /// <summary>Has a period take no more values, or take them again.</summary>
    /// <param name="period">The period.</param>
    /// <param name="isLocked">Whether it takes none.</param>
    public void Lock(string period, bool isLocked)
    {
        lock (_lock)
        {
            _ = isLocked ? _store.Locked.Add(period) : _store.Locked.Remove(period);
        }
    }

    /// <summary>Deletes zeros that are not kept, as a job of version 2.43 does.</summary>
    public void Trim()
    {
        lock (_lock)
        {
            _store.Trim();
        }
    }

    /// <summary>Has one request meet a fault: the next one that fits.</summary>
    /// <param name="meets">Whether a request fits, by its method, path and query without escapes.</param>
    /// <param name="fault">The fault.</param>
    public void AddFault(Predicate<string> meets, Dhis2Fault fault)
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
        using var reader = new StreamReader(http.Request.Body, Encoding.UTF8);
        var body = await reader.ReadToEndAsync();
        var target = $"{http.Request.Method} {http.Request.Path.Value}{Uri.UnescapeDataString(http.Request.QueryString.Value ?? "")}";
        _requests.Enqueue((target, body));
        if (DownWith is { } down)
        {
            http.Response.StatusCode = down;
            return;
        }

        var fault = TakeFault(target);
        if (fault is { Status: { } status })
        {
            http.Response.StatusCode = status;
            if (fault.RetryAfterSeconds is { } seconds)
            {
                http.Response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
            }

            await http.Response.WriteAsync(fault.Body ?? "");
            return;
        }

        var (code, answer) = IsAuthorized(http) || http.Request.Path == "/" ? AnswerTo(http, body) : (401, new JsonObject { ["httpStatus"] = "Unauthorized", ["httpStatusCode"] = 401, ["status"] = "ERROR", ["message"] = "Unauthorized" });
        if (fault is not null)
        {
            http.Abort();
            return;
        }

        http.Response.StatusCode = code;
        http.Response.ContentType = "application/json;charset=UTF-8";
        await http.Response.WriteAsync(answer.ToJsonString());
    }

    private bool IsAuthorized(HttpContext http)
    {
        var given = http.Request.Headers.Authorization.ToString();
        var basic = "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes($"{_options.Username}:{_options.Password}"));
        return given == basic || (_options.Version >= 37 && given.Equals($"ApiToken {_options.Token}", StringComparison.OrdinalIgnoreCase));
    }

    private (int Status, JsonObject Body) AnswerTo(HttpContext http, string body)
    {
        var query = http.Request.Query;
        string SchemeOf(string name) => query[$"{name}IdScheme"].FirstOrDefault() ?? query["idScheme"].FirstOrDefault() ?? "uid";
        var deletes = query["importStrategy"].FirstOrDefault() == "DELETE";
        lock (_lock)
        {
            return ($"{http.Request.Method} {http.Request.Path.Value}") switch
            {
                // 2.36 fails when the default is named.
                "POST /api/dataValueSets" when _options.Version == 36 && query["orgUnitIdScheme"].FirstOrDefault()?.ToLowerInvariant() is "id" or "uid" => (500, new JsonObject { ["status"] = "ERROR" }),
                "POST /api/dataValueSets" => Parse(body) is { } values ? _store.Import(values, SchemeOf, deletes).Answer(_options.Version) : Unreadable(),
                "POST /api/completeDataSetRegistrations" => Parse(body) is { } registrations ? _store.Register(registrations, SchemeOf, deletes).Answer(_options.Version) : Unreadable(),
                "GET /" => (200, new JsonObject { ["values"] = ObjectOf(Values), ["completed"] = ObjectOf(Completed) }),
                "GET /api/system/info" => (200, new JsonObject { ["version"] = $"2.{_options.Version}.0", ["calendar"] = "iso8601" }),
                "GET /api/dataSets" => (200, new JsonObject { ["dataSets"] = ListOf(_store.Metadata.DataSets, query["filter"]) }),
                "GET /api/organisationUnits" => (200, new JsonObject { ["organisationUnits"] = ListOf(_store.Metadata.Units, query["filter"]) }),
                _ => (404, new JsonObject { ["httpStatus"] = "Not Found", ["httpStatusCode"] = 404, ["status"] = "ERROR" }),
            };
        }
    }

    private static JsonObject ObjectOf(IReadOnlyDictionary<string, string> texts) =>
        new(texts.OrderBy(t => t.Key, StringComparer.Ordinal).Select(t => KeyValuePair.Create(t.Key, (JsonNode?)t.Value)));

    private static (int, JsonObject) Unreadable() => (409, new JsonObject { ["httpStatusCode"] = 409, ["status"] = "ERROR", ["message"] = "JSON parse error" });

    private static JsonObject? Parse(string body)
    {
        try
        {
            return JsonNode.Parse(body) as JsonObject;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>Filters of the forms <c>code:eq:A</c> and <c>code:in:[A,B]</c>.</summary>
    private static JsonArray ListOf(IEnumerable<JsonObject> things, string? filter)
    {
        var parts = filter?.Split(':', 3) ?? [];
        var names = parts is [_, _, var operand] ? operand.Trim('[', ']').Split(',') : null;
        return new JsonArray([.. things.Where(thing => names is null || names.Contains(Dhis2Metadata.NameOf(thing, parts[0]))).Select(thing => thing.DeepClone())]);
    }

    private Dhis2Fault? TakeFault(string target)
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

    private string UnitOf(string uid) => Dhis2Metadata.Text(_store.Metadata.Unit(uid, "uid")!, "code") ?? uid;

    private string CodeOf(ValueKey key)
    {
        var element = _store.Metadata.DataSets.Select(set => Dhis2Metadata.Element(set, key.Element, "uid")).OfType<JsonObject>().First();
        var combo = key.Combo.Length == 0 ? null : Dhis2Metadata.Combo(element, key.Combo, "uid");
        return Dhis2Metadata.Text(element, "code") + (combo is null ? "" : "." + Dhis2Metadata.Text(combo, "code"));
    }
}
