using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.DependencyInjection;

namespace Mhero.Bench.Load.Fhir;

/// <summary>
/// As much of a FHIR R4 server as the syncs ask for, kept in memory as JSON bytes and answered without a model, so
/// that a bench measures mHero and not the server. It shares no code with mHero's gateway.
/// </summary>
internal sealed class FhirStandIn : IAsyncDisposable
{
    private const string Root = "/fhir";
    private const string JsonType = "application/fhir+json; charset=utf-8";

    private readonly WebApplication app;

    private FhirStandIn(TimeProvider clock)
    {
        Store = new ResourceStore(clock);
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Listen(IPAddress.Loopback, 0);
        });
        app = builder.Build();
        app.Run(HandleAsync);
    }

    public Uri BaseUrl { get; private set; } = null!;

    public ResourceStore Store { get; }

    /// <summary>Requests by kind.</summary>
    public RequestCounters Requests { get; } = new();

    /// <summary>Writes by type and what became of them.</summary>
    public RequestCounters Writes { get; } = new();

    public static async Task<FhirStandIn> StartAsync(TimeProvider clock)
    {
        var server = new FhirStandIn(clock);
        await server.app.StartAsync();
        server.BaseUrl = new Uri(server.app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single() + Root);
        return server;
    }

    public ValueTask DisposeAsync() => app.DisposeAsync();

    private async Task HandleAsync(HttpContext http)
    {
        try
        {
            await RouteAsync(http);
        }
        catch (FhirRefusal refusal)
        {
            await SendAsync(http.Response, refusal.Status, writer => FhirAnswers.WriteOutcome(writer, refusal.Message));
        }
    }

    private async Task RouteAsync(HttpContext http)
    {
        var path = http.Request.Path.Value!.StartsWith(Root, StringComparison.Ordinal)
            ? http.Request.Path.Value[Root.Length..].Trim('/').Split('/')
            : throw new FhirRefusal(404, "There is nothing outside of " + Root);
        switch (http.Request.Method, path)
        {
            case ("GET", ["metadata"]):
                Requests.Add("GET metadata");
                await SendAsync(http.Response, 200, FhirAnswers.WriteCapabilities);
                break;
            case ("GET", [""]) when http.Request.Query.TryGetValue("_page", out var page):
                await NextPageAsync(http.Response, page.ToString());
                break;
            case ("POST", [""]):
                Requests.Add("POST batch");
                await BatchAsync(http);
                break;
            case ("GET", [var type]):
                await SearchAsync(http.Response, SearchQuery.Read(type, http.Request.Query));
                break;
            case ("POST", [var type, "_search"]):
                await SearchAsync(http.Response, SearchQuery.Read(type, (await http.Request.ReadFormAsync()).Concat(http.Request.Query)));
                break;
            case ("GET", [var type, var id]):
                Requests.Add($"GET {type}/id");
                await SendOneAsync(http.Response, 200, Store.Find(type, id) ?? throw new FhirRefusal(404, "There is no such resource."));
                break;
            case ("PUT", [var type, var id]):
                Requests.Add($"PUT {type}/id");
                await PutAsync(http, type, id);
                break;
            case ("POST", [var type]):
                Requests.Add($"POST {type}");
                await CreateAsync(http, type);
                break;
            default:
                throw new FhirRefusal(405, "This stand-in does not do that.");
        }
    }

    private Task SearchAsync(HttpResponse response, SearchQuery query)
    {
        Requests.Add($"GET {query.Type}?{query.By}");
        return PageAsync(response, query, long.MinValue);
    }

    /// <summary>The link holds all there is to know, as a server without sessions does it; to the client it is opaque.</summary>
    private Task NextPageAsync(HttpResponse response, string link)
    {
        var parts = Encoding.UTF8.GetString(WebEncoders.Base64UrlDecode(link)).Split('\n', 3);
        var query = SearchQuery.Read(parts[1], QueryHelpers.ParseQuery(parts[2]));
        Requests.Add($"GET {query.Type}?{query.By} (next page)");
        return PageAsync(response, query, long.Parse(parts[0], CultureInfo.InvariantCulture));
    }

    private Task PageAsync(HttpResponse response, SearchQuery query, long after)
    {
        var (page, more) = Store.Search(query, after, query.Count);
        var next = more ? WebEncoders.Base64UrlEncode(Encoding.UTF8.GetBytes($"{page[^1].Updated}\n{query.Type}\n{query.ToQuery()}")) : null;
        return SendAsync(response, 200, writer => FhirAnswers.WritePage(writer, BaseUrl, page, query.Elements, next is null ? null : $"{BaseUrl}?_page={next}"));
    }

    private async Task BatchAsync(HttpContext http)
    {
        using var bundle = await JsonDocument.ParseAsync(http.Request.Body, cancellationToken: http.RequestAborted);
        if (bundle.RootElement.GetProperty("type"u8).GetString() != "batch")
        {
            throw new FhirRefusal(400, "Only batches are done here.");
        }

        var minimal = http.Request.Headers["Prefer"].ToString().Contains("return=minimal", StringComparison.Ordinal);
        var batch = new BatchWork(Store, Writes);
        var verdicts = bundle.RootElement.TryGetProperty("entry"u8, out var entries) ? entries.EnumerateArray().Select(batch.Do).ToList() : [];
        await SendAsync(http.Response, 200, writer => BatchWork.Write(writer, verdicts, minimal));
    }

    private async Task PutAsync(HttpContext http, string type, string id)
    {
        using var sent = await JsonDocument.ParseAsync(http.Request.Body, cancellationToken: http.RequestAborted);
        var ifMatch = http.Request.Headers.IfMatch.ToString();
        var verdict = Store.Put(sent.RootElement, type, id, ifMatch.Length == 0 ? null : ifMatch);
        Writes.Add(BatchWork.Kind(type, verdict is null ? null : verdict.Value.Created));
        var (resource, created) = verdict ?? throw new FhirRefusal(412, "The resource has another version.");
        await SendOneAsync(http.Response, created ? 201 : 200, resource);
    }

    private async Task CreateAsync(HttpContext http, string type)
    {
        using var sent = await JsonDocument.ParseAsync(http.Request.Body, cancellationToken: http.RequestAborted);
        var condition = http.Request.Headers["If-None-Exist"].ToString();
        var verdict = Store.Create(sent.RootElement, type, condition.Length == 0 ? null : SearchQuery.IdentifiersOf(condition));
        var (resource, created) = verdict ?? throw new FhirRefusal(412, "Several resources match.");
        if (created)
        {
            Writes.Add(BatchWork.Kind(type, true));
        }

        await SendOneAsync(http.Response, created ? 201 : 200, resource);
    }

    private static Task SendOneAsync(HttpResponse response, int status, StoredResource resource)
    {
        response.Headers.ETag = resource.ETag;
        response.Headers.Location = resource.Location;
        return SendAsync(response, status, writer => writer.WriteRawValue(resource.Json, skipInputValidation: true));
    }

    private static async Task SendAsync(HttpResponse response, int status, Action<Utf8JsonWriter> write)
    {
        response.StatusCode = status;
        response.ContentType = JsonType;
        await using (var writer = new Utf8JsonWriter(response.BodyWriter, new JsonWriterOptions { SkipValidation = true }))
        {
            write(writer);
        }

        await response.BodyWriter.FlushAsync();
    }
}
