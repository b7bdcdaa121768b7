using Hl7.Fhir.Model;
using Mhero.Core;
using Mhero.Core.Fhir;
using Mhero.Core.Reporting;
using Mhero.EndToEnd.Tests.Fixtures;
using Moq;
using Task = System.Threading.Tasks.Task;

namespace Mhero.EndToEnd.Tests.Reporting;

/// <summary>Which facilities have reported, asked of a FHIR server.</summary>
[Collection(FhirServerFixture.Collection)]
public sealed class FacilityReportsServerTests : IDisposable
{
    private static readonly ReportPeriod Week = ReportPeriod.Containing(
        ReportPeriodKind.Week, DateTimeOffset.Parse("2026-03-04T10:00:00Z", null), TimeZoneInfo.FindSystemTimeZoneById("Africa/Kigali"));

    private readonly string _form = $"http://example.org/fhir/Questionnaire/{Guid.NewGuid():N}";
    private readonly string _measure = $"http://example.org/fhir/Measure/{Guid.NewGuid():N}";
    private readonly ServiceProvider _services;
    private readonly FhirGateway _fhir;
    private readonly FacilityReports _reports;

    public FacilityReportsServerTests(FhirServerFixture server)
    {
        IConfiguration configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["AzureWebJobsStorage"] = "UseDevelopmentStorage=true",
            ["Mhero:RapidPro:BaseUrl"] = "http://127.0.0.1:1",
            ["Mhero:RapidPro:Token"] = "none",
            ["Mhero:Contacts:DefaultRegion"] = "RW",
            ["Mhero:Fhir:BaseUrl"] = server.BaseUrl.AbsoluteUri,
            ["Mhero:Fhir:PageSize"] = "2",
        }).Build();
        _services = new ServiceCollection().AddSingleton(configuration).AddLogging().AddMhero(configuration)
            .AddSingleton(Mock.Of<IServerProfiles>()).BuildServiceProvider();
        _fhir = _services.GetRequiredService<FhirGateway>();
        _reports = _services.GetRequiredService<FacilityReports>();
    }

    public void Dispose() => _services.Dispose();

    [Fact]
    public async Task ReportedAsync_BySubjectWorkerRoleAndMeasure_FindsEachFacilityOnce()
    {
        var places = await CreateAsync(Enumerable.Range(0, 6).Select(_ => new Location { Name = "Facility" }));
        var workers = await CreateAsync([new Practitioner { Active = true }, new Practitioner { Active = true }]);
        var roles = await CreateAsync(
        [
            new PractitionerRole { Active = true, Practitioner = new(workers[0]), Location = [new(places[1])] },
            new PractitionerRole { Active = true, Practitioner = new(workers[1]), Location = [new(places[2])] },
        ]);
        await CreateAsync(
        [
            Response("2026-03-03T08:00:00Z", r => r.Subject = new(places[0])),
            Response("2026-03-07T08:00:00Z", r => r.Subject = new(places[0])),
            Response("2026-03-03T08:00:00Z", r => r.Source = new(workers[0])),
            Response("2026-03-03T08:00:00Z", r => r.Author = new(roles[1])),
            Response("2026-02-28T08:00:00Z", r => r.Subject = new(places[4])),
            Response("2026-03-03T08:00:00Z", r => (r.Subject, r.Status) = (new(places[4]), QuestionnaireResponse.QuestionnaireResponseStatus.Stopped)),
        ]);
        await CreateAsync(
        [
            Report("2026-03-02T00:00:00+02:00", "2026-03-08T23:59:59+02:00", places[3]),
            Report("2026-02-23T00:00:00+02:00", "2026-03-01T23:59:59+02:00", places[4]),
        ]);
        var forms = new ReportForms([_form], [_measure]);

        var reported = await _reports.ReportedAsync(forms, Week);

        Assert.Equal(places[..4].Order(), reported.Order());
        for (var i = 0; i < places.Count; i++)
        {
            Assert.Equal(i < 4, await _reports.FindAsync([places[i]], forms, Week) is not null);
        }

        Assert.Equal([places[4]], await _reports.ReportedAsync(forms, Week.Previous()));
    }

    private QuestionnaireResponse Response(string authored, Action<QuestionnaireResponse> people)
    {
        var response = new QuestionnaireResponse
        {
            Questionnaire = _form + "|2",
            Status = QuestionnaireResponse.QuestionnaireResponseStatus.Completed,
            Authored = authored,
        };
        people(response);
        return response;
    }

    private MeasureReport Report(string start, string end, string place) => new()
    {
        Measure = _measure + "|1.0.0",
        Status = MeasureReport.MeasureReportStatus.Complete,
        Type = MeasureReport.MeasureReportType.Summary,
        Period = new Period { Start = start, End = end },
        Subject = new(place),
    };

    private async Task<List<string>> CreateAsync(IEnumerable<Resource> resources)
    {
        var made = await _fhir.BatchAsync([.. resources.Select(r => FhirEntry.Create(r))]);
        return [.. made.Select(v => $"{v.Type}/{v.Id}")];
    }
}
