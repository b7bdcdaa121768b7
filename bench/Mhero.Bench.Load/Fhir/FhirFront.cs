using System.Net;
using Mhero.Bench.Load.Children;
using Mhero.MemoryFhir;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Extensions;
using Microsoft.AspNetCore.WebUtilities;

namespace Mhero.Bench.Load.Fhir;

/// <summary>The FHIR server in memory behind HTTP, with counters of its requests and writes.</summary>
internal sealed class FhirFront : IAsyncDisposable
{
    private const string Root = "/fhir";

    // What says how a search is answered, and not what it finds.
    private static readonly string[] Controls = ["_count", "_sort", "_elements", "_include", "_total", "_lastUpdated"];

    private readonly WebApplication _app;
    private readonly bool _hasFaults;
    private int _writes;

    private FhirFront(bool hasFaults)
    {
        _hasFaults = hasFaults;
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Listen(IPAddress.Loopback, 0);
        });
        _app = builder.Build();
        _app.Run(HandleAsync);
    }

    public Uri BaseUrl { get; private set; } = null!;

    public FhirServer Server { get; private set; } = null!;

    /// <summary>Answers before the server does; null, or an answer of null, leaves a request to the server.</summary>
    public Func<FhirCall, FhirAnswer?>? First { get; set; }

    /// <summary>Requests by kind.</summary>
    public RequestCounters Requests { get; } = new();

    /// <summary>Writes by type and what became of them.</summary>
    public RequestCounters Writes { get; } = new();

    public static async Task<FhirFront> StartAsync(TimeProvider clock, bool hasFaults)
    {
        var front = new FhirFront(hasFaults);
        await front._app.StartAsync();
        var root = front._app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single() + Root;
        front.BaseUrl = new Uri(root);
        front.Server = new FhirServer(root + "/", clock.GetUtcNow, new FhirTraits())
        {
            Written = (method, type, status) => front.Count(method, type, status),
        };
        return front;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task HandleAsync(HttpContext http)
    {
        var request = http.Request;
        using var body = new MemoryStream();
        await request.Body.CopyToAsync(body, http.RequestAborted);
        var call = new FhirCall(request.Method, request.GetEncodedPathAndQuery()[Root.Length..].TrimStart('/'))
        {
            Body = body.ToArray(),
            IfMatch = request.Headers.IfMatch is [{ } version] ? version : null,
            IfNoneExist = request.Headers["If-None-Exist"] is [{ } condition] ? condition : null,
            IsMinimal = request.Headers["Prefer"].ToString().Contains("return=minimal", StringComparison.Ordinal),
        };
        Requests.Add(KindOf(call));
        var write = _hasFaults && call.Method != "GET" ? Interlocked.Increment(ref _writes) : 0;
        if (write > 0 && write % SideConditions.FailedWrites == 0)
        {
            http.Response.StatusCode = 500;
            return;
        }

        var answer = First?.Invoke(call) ?? Server.Handle(call);
        if (write > 0 && write % SideConditions.LostAnswers == 1)
        {
            http.Abort();
            return;
        }

        await SendAsync(http.Response, answer);
    }

    private static string KindOf(FhirCall call)
    {
        var parts = call.Url.Split('?');
        return (call.Method, parts[0].Split('/')) switch
        {
            ("POST", [""]) => "POST batch",
            ("GET", ["metadata"]) => "GET metadata",
            ("GET", ["_page", ..]) => "GET next page",
            ("GET", [var type]) => $"GET {type}?{By(parts.ElementAtOrDefault(1))}",
            ("POST", [var type, "_search"]) => $"GET {type}?{By(System.Text.Encoding.ASCII.GetString(call.Body))}",
            (var method, [var type]) => $"{method} {type}",
            (var method, [var type, ..]) => $"{method} {type}/id",
            (var method, _) => method,
        };
    }

    /// <summary>The parameter that decides what kind of search it is.</summary>
    private static string By(string? query) => QueryHelpers.ParseQuery(query).Keys.Except(Controls).FirstOrDefault("_lastUpdated");

    private void Count(string method, string type, int status)
    {
        if ((method, status) is not ("POST", 200))
        {
            Writes.Add($"{type} {status switch { 200 => "updated", 201 => "created", 204 => "deleted", _ => "refused" }}");
        }
    }

    private static async Task SendAsync(HttpResponse response, FhirAnswer answer)
    {
        response.StatusCode = answer.Status;
        if (answer.Location is { } location)
        {
            response.Headers.ETag = $"W/\"{answer.Version}\"";
            response.Headers.Location = $"{location}/_history/{answer.Version}";
        }

        if (answer.Body is { } body)
        {
            response.ContentType = "application/fhir+json; charset=utf-8";
            response.ContentLength = body.Length;
            await response.Body.WriteAsync(body);
        }
    }
}
