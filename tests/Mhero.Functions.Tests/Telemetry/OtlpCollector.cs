using System.Collections.Concurrent;
using System.Net;
using Mhero.Functions.Tests.Telemetry.Otlp;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;

namespace Mhero.Functions.Tests.Telemetry;

/// <summary>Takes what an OTLP exporter sends by HTTP, and keeps it.</summary>
internal sealed class OtlpCollector : IAsyncDisposable
{
    private readonly WebApplication _server;

    private OtlpCollector(WebApplication server) => _server = server;

    public Uri Address => new(_server.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());

    /// <summary>Every body that came, with the path that it came to.</summary>
    public ConcurrentQueue<(string Path, byte[] Body)> Bodies { get; } = [];

    public IEnumerable<Span> Spans => Of("/v1/traces")
        .SelectMany(body => Traces.Parser.ParseFrom(body).ResourceSpans).SelectMany(resource => resource.ScopeSpans).SelectMany(scope => scope.Spans);

    public ISet<string> MetricNames => Of("/v1/metrics")
        .SelectMany(body => Otlp.Metrics.Parser.ParseFrom(body).ResourceMetrics).SelectMany(resource => resource.ScopeMetrics)
        .SelectMany(scope => scope.Metrics).Select(metric => metric.Name).ToHashSet(StringComparer.Ordinal);

    public static async Task<OtlpCollector> StartAsync()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        var collector = new OtlpCollector(builder.Build());
        collector._server.Run(collector.KeepAsync);
        await collector._server.StartAsync();
        return collector;
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    private IEnumerable<byte[]> Of(string path) => Bodies.Where(entry => entry.Path == path).Select(entry => entry.Body);

    private async Task KeepAsync(HttpContext http)
    {
        using var body = new MemoryStream();
        await http.Request.Body.CopyToAsync(body);
        Bodies.Enqueue((http.Request.Path, body.ToArray()));
        http.Response.ContentType = "application/x-protobuf";
    }
}
