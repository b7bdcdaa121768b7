using System.Net;
using Hl7.Fhir.Model;
using Mhero.Core.Fhir;
using Mhero.Core.Sync.Reports;
using Mhero.Core.Tests.Fixtures;

namespace Mhero.Core.Tests.Sync.Reports;

/// <summary>A registry of reports, and a DHIS2 that notes what it is sent and answers as a test says.</summary>
internal sealed class ReportWorld : IDisposable
{
    /// <summary>The Measure of the reports.</summary>
    public const string Measure = "http://example.org/Measure/m";

    private const string Stored = """{"status":"OK","response":{"status":"SUCCESS","importCount":{"imported":1}}}""";

    private readonly Dictionary<string, Resource> _registry = new(StringComparer.Ordinal);

    public ReportWorld(params (string Name, string Value)[] settings)
    {
        App = new MemoryApp(Answer, [("Mhero:Dhis2:BaseUrl", "https://dhis2.example.org/"), ("Mhero:Dhis2:Token", "d2pat_x"), ("Mhero:Dhis2:MaxRetries", "0"), ("ReportsQueue", "reports"), .. settings]);
        Put(new Measure { Id = "m", Url = Measure, Identifier = [new Identifier(MheroSystems.Dhis2DataSet, "MALARIA")], Status = PublicationStatus.Active });
        Put(new Location { Id = "l", Identifier = [new Identifier(MheroSystems.Dhis2OrgUnit, "OU")] });
    }

    public MemoryApp App { get; }

    /// <summary>What DHIS2 was sent, in order.</summary>
    public List<string> Sent { get; } = [];

    /// <summary>Answers what DHIS2 is sent or asked, given the line of <see cref="Sent"/> or the address; null for a success.</summary>
    public Func<string, HttpResponseMessage?> Dhis2 { get; set; } = _ => null;

    /// <summary>Answers what the server of MADX is sent; null for a success.</summary>
    public Func<string, HttpResponseMessage?> Madx { get; set; } = _ => null;

    /// <summary>The bodies that the server of MADX was sent, by their path.</summary>
    public List<(string Path, string Body)> MadxSent { get; } = [];

    /// <summary>Answers a request in place of the registry; null to let the registry answer.</summary>
    public Func<HttpRequestMessage, HttpResponseMessage?> Registry { get; set; } = _ => null;

    /// <summary>An answer of DHIS2 that refuses values.</summary>
    public static HttpResponseMessage Refusal(string status, params (string Code, int Index)[] conflicts) => AnsweringHandler.Json(
        $$$"""
        {"status":"{{{status}}}","response":{"status":"{{{status}}}","importCount":{"imported":1},
        "conflicts":[{{{string.Join(',', conflicts.Select(c => string.Create(CultureInfo.InvariantCulture, $"{{\"errorCode\":\"{c.Code}\",\"value\":\"no\",\"indexes\":[{c.Index}]}}")))}}}]}}
        """,
        409);

    /// <summary>A refusal of the whole request.</summary>
    public static HttpResponseMessage RefusalOfAll(string code) =>
        AnsweringHandler.Json($$$"""{"status":"ERROR","response":{"status":"ERROR","importCount":{"ignored":1},"conflicts":[{"errorCode":"{{{code}}}","object":"x","value":"no"}]}}""", 409);

    public void Put(Resource resource) => _registry[$"{resource.TypeName}/{resource.Id}"] = resource;

    public void Remove(string reference) => _registry.Remove(reference);

    /// <summary>Stores a report of a week as the registry's version of a minute.</summary>
    /// <param name="minute">When it was stored, in minutes after the start.</param>
    /// <param name="values">Its numbers by data element.</param>
    public MeasureReport Report(int minute, params (string Element, int? Count)[] values) => Report("1", minute, values);

    public MeasureReport Report(string id, int minute, params (string Element, int? Count)[] values)
    {
        var report = new MeasureReport
        {
            Id = id,
            Meta = new Meta { LastUpdated = MemoryApp.Start.AddMinutes(minute), VersionId = $"{minute}" },
            Status = MeasureReport.MeasureReportStatus.Complete,
            Type = MeasureReport.MeasureReportType.Summary,
            Measure = Measure,
            Subject = new ResourceReference("Location/l"),
            Period = new Period { Start = "2026-02-23", End = "2026-03-01" },
            Date = "2026-03-02",
            Group =
            [
                .. values.Select(value => new MeasureReport.GroupComponent
                {
                    Code = new CodeableConcept(MheroSystems.Dhis2DataElement, value.Element),
                    Population = [new MeasureReport.PopulationComponent { Count = value.Count }],
                }),
            ],
        };
        Put(report);
        return report;
    }

    /// <summary>Has a destination deliver reports as the batch handler does.</summary>
    public async Task<ReportWork> DeliverAsync(string destination = "dhis2", string id = "1") => (await DeliverAsync(destination, [id]))[0];

    public async Task<IReadOnlyList<ReportWork>> DeliverAsync(string destination, IReadOnlyList<string> ids)
    {
        var works = ids.Select(id => new ReportWork(new ReportItem { Id = id, Destination = destination })).ToList();
        var reports = ids.Select(id => _registry.GetValueOrDefault($"MeasureReport/{id}")).OfType<MeasureReport>().ToDictionary(report => report.Id!);
        await App.Get<IEnumerable<IReportDestination>>().Single(one => one.Name == destination).DeliverAsync(works, reports, CancellationToken.None);
        return works;
    }

    /// <summary>Takes what DHIS2 was sent since the last call.</summary>
    public IReadOnlyList<string> TakeSent()
    {
        List<string> sent = [.. Sent];
        Sent.Clear();
        return sent;
    }

    public void Dispose() => App.Dispose();

    private HttpResponseMessage Answer(HttpRequestMessage request)
    {
        var uri = request.RequestUri!;
        var body = request.Content is { } content ? new StreamReader(content.ReadAsStream()).ReadToEnd() : "";
        switch (uri.Host)
        {
            case "registry.example.org":
                return Registry(request) ?? Found(uri);
            case "madx.example.org":
                MadxSent.Add((uri.AbsolutePath, body));
                return Madx(uri.AbsolutePath) ?? AnsweringHandler.Fhir(body);
            default:
                if (body.Length == 0)
                {
                    return Dhis2(Uri.UnescapeDataString(uri.PathAndQuery)) ?? AnsweringHandler.Json("""{"version":"2.41.0"}""");
                }

                Sent.Add(LineOf(uri, JsonNode.Parse(body)!));
                return Dhis2(Sent[^1]) ?? AnsweringHandler.Json(Stored);
        }
    }

    private static string LineOf(Uri uri, JsonNode body)
    {
        var isDelete = uri.Query.Contains("importStrategy=DELETE", StringComparison.Ordinal);
        if (body["completeDataSetRegistrations"] is { } registrations)
        {
            var one = registrations[0]!;
            return $"{(isDelete ? "unregister" : "register")} {one["dataSet"]} {one["period"]} {one["organisationUnit"]} {one["date"]}".TrimEnd();
        }

        return $"{(isDelete ? "delete" : "import")} {body["dataSet"]} {body["period"]} {body["orgUnit"]}: {string.Join(' ', body["dataValues"]!.AsArray().Select(value => $"{value!["dataElement"]}={value["value"]}"))}";
    }

    private HttpResponseMessage Found(Uri uri)
    {
        var parts = uri.AbsolutePath.Split('/', StringSplitOptions.RemoveEmptyEntries);
        if (parts.Length == 3)
        {
            return _registry.TryGetValue($"{parts[1]}/{parts[2]}", out var one)
                ? AnsweringHandler.Fhir(Encoding.UTF8.GetString(FhirJson.Serialize(one)))
                : AnsweringHandler.Fhir("""{"resourceType":"OperationOutcome","issue":[{"severity":"error","code":"not-found"}]}""", (int)HttpStatusCode.NotFound);
        }

        var query = Uri.UnescapeDataString(uri.Query);
        var ids = query.Split("_id=").Skip(1).SelectMany(part => part.Split('&')[0].Split(',')).ToHashSet(StringComparer.Ordinal);
        var found = _registry.Values.Where(resource => resource.TypeName == parts[1] && (ids.Count == 0 || ids.Contains(resource.Id!)));
        var bundle = new Bundle { Type = Bundle.BundleType.Searchset, Entry = [.. found.Select(resource => new Bundle.EntryComponent { Resource = resource })] };
        return AnsweringHandler.Fhir(Encoding.UTF8.GetString(FhirJson.Serialize(bundle)));
    }
}
