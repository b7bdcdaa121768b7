using System.Net;
using System.Net.Http.Json;
using System.Text.RegularExpressions;
using Mhero.DevHost.Services;
using Mhero.Functions.Tests.Published;
using Mhero.Simulator;
using Mhero.WorkerHost;

namespace Mhero.Functions.Tests.Telemetry;

/// <summary>What the published worker exports while it works between the RapidPro simulator and a FHIR server, read by a collector of the test's own.</summary>
[Collection(PublishedTests.Name)]
public sealed partial class TelemetryTests(PublishedApp app) : IAsyncLifetime
{
    private const string TraceId = "4bf92f3577b34da6a3ce929d0e0e4736";
    private const string PersonName = "Zubeida Kisongochi";
    private const string Number = "788123987";
    private const string Answer = "Homa kali sana";
    private const string FunctionKey = "k9XfunctionKeyOfTheTest";
    private const string Text = "Karibu kwenye mafunzo";

    private OtlpCollector _collector = null!;
    private FhirServerProcess _fhir = null!;
    private RapidProSimulator _rapidPro = null!;
    private FunctionsWorkerHost _host = null!;

    public async Task InitializeAsync()
    {
        _collector = await OtlpCollector.StartAsync();
        _fhir = await FhirServerProcess.StartAsync();
        _rapidPro = await RapidProSimulator.StartAsync(new RapidProSimulatorOptions());
        var settings = WorkerSettings.Of(app.ConnectionString);
        settings["Mhero__RapidPro__BaseUrl"] = _rapidPro.BaseUrl.ToString();
        settings["Mhero__RapidPro__Token"] = _rapidPro.Options.Token;
        settings["Mhero__Fhir__BaseUrl"] = _fhir.BaseUrl.ToString();
        settings["Mhero__Storage__TablePrefix"] = "telemetry";
        settings["Mhero__Contacts__NewAssetDelay"] = "00:00:00";
        settings["OTEL_EXPORTER_OTLP_ENDPOINT"] = _collector.Address.ToString();
        settings["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf";
        settings["OTEL_METRIC_EXPORT_INTERVAL"] = "500";
        settings["OTEL_BSP_SCHEDULE_DELAY"] = "200";
        settings["OTEL_BLRP_SCHEDULE_DELAY"] = "200";
        _host = await FunctionsWorkerHost.StartAsync(new WorkerHostOptions { AppFolder = app.Folder, Settings = settings });
    }

    public async Task DisposeAsync()
    {
        await _host.DisposeAsync();
        await _rapidPro.DisposeAsync();
        await _fhir.DisposeAsync();
        await _collector.DisposeAsync();
    }

    [Fact]
    public async Task Work_FromWebhookToRegistry_IsOneTraceWithMetricsAndNoPersonalData()
    {
        var contact = _rapidPro.Workspace.AddContact(new SimulatedContact { Name = PersonName, Urns = ["tel:+250" + Number] });
        var flow = _rapidPro.Workspace.AddFlow(FlowDefinition());
        await _host.FireAsync("SyncRegistry");
        await _host.FireAsync("SyncContacts");
        await QueuePump.RunAsync(_host, app.ConnectionString);

        using (var refused = await PostWebhookAsync(contact, flow, "another-secret", null))
        {
            Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
        }

        using (var accepted = await PostWebhookAsync(contact, flow, WorkerSettings.WebhookSecret, $"00-{TraceId}-00f067aa0ba902b7-01"))
        {
            Assert.Equal(HttpStatusCode.Accepted, accepted.StatusCode);
        }

        await QueuePump.RunAsync(_host, app.ConnectionString);
        await SendTextAsync();
        await QueuePump.RunAsync(_host, app.ConnectionString);
        await _host.FireAsync("ReportMetrics");

        var trace = await WaitAsync(
            () => _collector.Spans.Where(span => Convert.ToHexStringLower(span.TraceId.Span) == TraceId).ToList(),
            spans => spans.Exists(span => Address(span).StartsWith(_fhir.BaseUrl.ToString(), StringComparison.Ordinal) && span.Name is "POST" or "PUT"));
        var write = Assert.Single(trace.Where(span => Address(span).StartsWith(_fhir.BaseUrl.ToString(), StringComparison.Ordinal) && span.Name is "POST" or "PUT").Take(1));
        Assert.Contains("handle runs", Ancestors(write, trace));

        var documented = MetricName().Matches(await File.ReadAllTextAsync(Path.Combine(SourceTree.Root, "docs", "operations.md")))
            .Select(match => match.Groups[1].Value).ToHashSet(StringComparer.Ordinal);
        Assert.NotEmpty(documented);
        var missing = await WaitAsync(() => documented.Except(_collector.MetricNames).ToList(), names => names.Count == 0);
        Assert.Empty(missing);

        var logs = await WaitAsync(() => _collector.Bodies.Where(entry => entry.Path == "/v1/logs").ToList(), entries => entries.Count > 0);
        Assert.NotEmpty(logs);
        Assert.All(_collector.Bodies, entry => AssertNoPersonalData(entry.Path, Encoding.UTF8.GetString(entry.Body)));
    }

    private static string Address(Otlp.Span span) => span.Attributes.FirstOrDefault(attribute => attribute.Key == "url.full")?.Value.StringValue ?? string.Empty;

    private static IEnumerable<string> Ancestors(Otlp.Span span, List<Otlp.Span> trace)
    {
        for (var at = span; at is not null; at = trace.Find(other => other.SpanId.Equals(at.ParentSpanId)))
        {
            yield return at.Name;
        }
    }

    private static void AssertNoPersonalData(string path, string text)
    {
        foreach (var secret in new[] { "Zubeida", "Kisongochi", Number, "Homa", "mafunzo", WorkerSettings.WebhookSecret, FunctionKey })
        {
            var at = text.IndexOf(secret, StringComparison.OrdinalIgnoreCase);
            Assert.True(at < 0, at < 0 ? string.Empty : $"{path} holds '{secret}': …{text[Math.Max(0, at - 200)..Math.Min(text.Length, at + 60)]}…");
        }
    }

    private static async Task<T> WaitAsync<T>(Func<T> read, Func<T, bool> isReached)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        var value = read();
        while (!isReached(value) && !patience.IsCancellationRequested)
        {
            await Task.Delay(50);
            value = read();
        }

        return value;
    }

    private static string FlowDefinition() => new JsonObject
    {
        ["uuid"] = "7c1f0b5e-2f0a-4bb3-9d7f-0a1b2c3d4e5f",
        ["name"] = "Case report",
        ["spec_version"] = "13.1.0",
        ["language"] = "eng",
        ["type"] = "messaging",
        ["revision"] = 1,
        ["localization"] = new JsonObject(),
        ["nodes"] = new JsonArray(),
    }.ToJsonString();

    private async Task<HttpResponseMessage> PostWebhookAsync(SimulatedContact contact, SimulatedFlow flow, string secret, string? traceParent)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri($"/api/rapidpro/webhook?code={FunctionKey}", UriKind.Relative))
        {
            Headers = { { "X-Mhero-Secret", secret } },
            Content = JsonContent.Create(new
            {
                run = new { uuid = "1f7e3c5a-9b1d-4a60-8a0d-6f5e4d3c2b1a", status = "completed" },
                contact = new { uuid = contact.Uuid, name = PersonName, urn = "tel:+250" + Number },
                flow = new { uuid = flow.Uuid, name = flow.Name },
                results = new { symptom = new { value = Answer, category = "All Responses", input = Answer } },
            }),
        };
        return await _host.SendAsync("ReceiveWebhook", request, traceParent);
    }

    private async Task SendTextAsync()
    {
        using var client = new HttpClient();
        var found = JsonNode.Parse(await client.GetStringAsync(new Uri(_fhir.BaseUrl + "/Practitioner")))!;
        var practitioner = (string)found["entry"]![0]!["resource"]!["id"]!;
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri("/api/fhir/CommunicationRequest", UriKind.Relative))
        {
            Content = new StringContent(
                $$"""{"resourceType":"CommunicationRequest","status":"active","recipient":[{"reference":"Practitioner/{{practitioner}}"}],"payload":[{"contentString":"{{Text}}"}]}""",
                Encoding.UTF8,
                "application/fhir+json"),
        };
        using var response = await _host.SendAsync("PostCommunicationRequest", request);
        Assert.True(response.StatusCode == HttpStatusCode.Accepted, await response.Content.ReadAsStringAsync());
    }

    [GeneratedRegex("""^\| `(mhero\.[a-z_.]+)`""", RegexOptions.Multiline)]
    private static partial Regex MetricName();
}
