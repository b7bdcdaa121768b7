using System.Net;
using Hl7.Fhir.Model;
using Mhero.Core.Fhir;
using Mhero.Core.Reporting;
using Mhero.EndToEnd.Tests.Fixtures;
using Task = System.Threading.Tasks.Task;

namespace Mhero.EndToEnd.Tests.Operators;

/// <summary>Completeness and timeliness through HTTP: the registry's places and reports are read from a FHIR server.</summary>
public sealed class CompletenessTests(CompletenessWorld world) : IClassFixture<CompletenessWorld>
{
    private readonly string _mark = Guid.NewGuid().ToString("N")[..8];

    [Fact]
    public async Task Completeness_OfAQuestionnaire_CountsTheFirstReportOfEachFacility()
    {
        var form = $"http://example.org/fhir/Questionnaire/{_mark}";
        var (district, places) = await PlacesAsync(5);
        var week = ReportPeriod.Containing(ReportPeriodKind.Week, TimeProvider.System.GetUtcNow(), TimeZoneInfo.Utc).Previous().Previous();
        await CreateAsync(
        [
            Response(form, places[0], week.Start.AddDays(1)), Response(form, places[0], week.End.AddHours(30), week),
            Response(form, places[1], week.End.AddHours(11), week),
            Response(form, places[2], week.End.AddHours(13), week),
            Response(form + "-other", places[3], week.Start.AddDays(1)),
            Response(form, places[4], week.Start.AddDays(-1)),
        ]);

        var report = await ReportAsync($"reports/completeness?form={form}&count=4&district={district}");

        var periods = report["periods"]!.AsArray();
        var counts = periods[1]!["counts"]!;
        Assert.Equal(week.Name, periods[1]!["name"]!.GetValue<string>());
        Assert.Equal(week.End.AddHours(12), periods[1]!["due"]!.GetValue<DateTimeOffset>());
        Assert.Equal("5 2 1 2 0", string.Join(' ', new[] { "expected", "onTime", "late", "missing", "open" }.Select(member => counts[member]!.GetValue<int>())));
        Assert.Equal((60.0, 40.0), (counts["completeness"]!.GetValue<double>(), counts["timeliness"]!.GetValue<double>()));

        // Whether the reports on the week before this one are due depends on the hour.
        var states = States(report, places);
        Assert.Equal(["missing reported", "missing reported", "missing late", "missing missing", "reported missing"], states.Select(state => string.Join(' ', state.Split(' ')[..2])));
        Assert.All(states, state => Assert.EndsWith("open", state, StringComparison.Ordinal));
        Assert.Equal(district, report["districts"]!.AsArray().Single()!["name"]!.GetValue<string>());

        var missing = await world.GetAsync($"reports/completeness?form={form}&count=4&district={district}&missing=true");
        var due = periods.Last(period => period!["due"]!.GetValue<DateTimeOffset>() <= TimeProvider.System.GetUtcNow())!.GetElementIndex();
        Assert.Equal(places.Where((_, i) => states[i].Split(' ')[due] == "missing").Order(), missing["facilities"]!.AsArray().Select(row => row!["reference"]!.GetValue<string>()).Order());
    }

    [Fact]
    public async Task Completeness_OfAMeasure_CountsMeasureReportsByTheirDate_AlsoAsCsv()
    {
        var measure = $"http://example.org/fhir/Measure/{_mark}";
        var (district, places) = await PlacesAsync(3);
        var month = ReportPeriod.Containing(ReportPeriodKind.Month, TimeProvider.System.GetUtcNow(), TimeZoneInfo.Utc).Previous().Previous();
        await CreateAsync([Report(measure, places[0], month, month.End.AddHours(-1)), Report(measure, places[1], month, month.End.AddHours(20))]);

        var path = $"reports/completeness?measure={measure}&period=month&count=3&district={district}";
        var report = await ReportAsync(path);
        var (type, csv) = await world.ReadTextAsync(path + "&format=csv");

        Assert.Equal(["reported", "late", "missing"], States(report, places).Select(states => states.Split(' ')[0]));
        Assert.Equal("text/csv", type);
        var lines = csv.TrimStart('\uFEFF').Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        Assert.StartsWith($"facility,reference,district,{month.Name},", lines[0], StringComparison.Ordinal);
        Assert.Equal(3, lines.Count(line => line.Contains(district, StringComparison.Ordinal)));
        Assert.Contains(lines, line => line.Contains($"{places[1]},{district},late", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Completeness_RegistryThatTakesLong_IsReadByAJob()
    {
        var form = $"http://example.org/fhir/Questionnaire/{_mark}";
        var (district, places) = await PlacesAsync(2);
        var week = ReportPeriod.Containing(ReportPeriodKind.Week, TimeProvider.System.GetUtcNow(), TimeZoneInfo.Utc).Previous().Previous();
        await CreateAsync([Response(form, places[0], week.Start.AddDays(1))]);
        var path = $"reports/completeness?form={form}&count=4&district={district}";

        var released = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        world.Registry.Before = call => call.Path.Contains("QuestionnaireResponse", StringComparison.Ordinal) ? released.Task : Task.CompletedTask;
        JsonNode job;
        try
        {
            var (status, ordered, _) = await world.SendAsync(HttpMethod.Get, path);
            Assert.Equal((HttpStatusCode.Accepted, "reports"), (status, (string?)ordered!["kind"]));
            job = ordered;
            Assert.Equal((string?)job["id"], (string?)(await world.GetAsync(path))["id"]);
        }
        finally
        {
            released.SetResult();
            world.Registry.Before = _ => Task.CompletedTask;
        }

        await Eventually.HoldsAsync(async () => (string?)(await world.GetAsync($"jobs/{job["id"]}"))["state"] == "done");
        var report = await world.GetAsync(path);
        Assert.Equal(["reported", "missing"], States(report, places).Select(states => states.Split(' ')[1]));
    }

    [Theory]
    [InlineData("", "form")]
    [InlineData("?form=http://example.org/a&measure=http://example.org/b", "one of them")]
    [InlineData("?form=http://example.org/a&period=year", "period")]
    [InlineData("?form=http://example.org/a&count=13", "count")]
    [InlineData("?form=http://example.org/a&count=x", "count")]
    [InlineData("?form=http://example.org/a&format=xml", "format")]
    public async Task Completeness_BadParameter_SaysWhatToChange(string query, string named)
    {
        var (status, body, _) = await world.SendAsync(HttpMethod.Get, "reports/completeness" + query);

        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Equal("MH6022", body!["code"]!.GetValue<string>());
        Assert.Contains(named, body["detail"]!.GetValue<string>(), StringComparison.Ordinal);
    }

    /// <summary>The report, once the registry was read: a registry that takes long is read by a job.</summary>
    private async Task<JsonNode> ReportAsync(string path)
    {
        JsonNode? report = null;
        await Eventually.HoldsAsync(async () => (report = await world.GetAsync(path))["periods"] is not null);
        return report!;
    }

    private static List<string> States(JsonNode report, List<string> places) =>
        places.ConvertAll(place => string.Join(' ', report["facilities"]!.AsArray().Single(row => row!["reference"]!.GetValue<string>() == place)!["states"]!.AsArray().Select(state => state!.GetValue<string>())));

    private async Task<(string District, List<string> Facilities)> PlacesAsync(int count)
    {
        var name = "District" + _mark;
        var district = (await CreateAsync([new Location { Name = name, Status = Location.LocationStatus.Active }])).Single();
        var facilities = await CreateAsync(Enumerable.Range(0, count).Select(i => new Location { Name = $"Clinic {_mark} {i}", Status = Location.LocationStatus.Active, PartOf = new(district) }));
        return (name, facilities);
    }

    private async Task<List<string>> CreateAsync(IEnumerable<Resource> resources) =>
        [.. (await world.Host.Services.GetRequiredService<FhirGateway>().BatchAsync([.. resources.Select(r => FhirEntry.Create(r))])).Select(v => $"{v.Type}/{v.Id}")];

    private static QuestionnaireResponse Response(string form, string place, DateTimeOffset authored, ReportPeriod? about = null)
    {
        var response = new QuestionnaireResponse
        {
            Status = QuestionnaireResponse.QuestionnaireResponseStatus.Completed,
            Questionnaire = form,
            Subject = new(place),
            AuthoredElement = new FhirDateTime(authored),
        };
        if (about is not null)
        {
            response.AddExtension(MheroSystems.ReportingPeriod, new Period(new FhirDateTime(about.Start), new FhirDateTime(about.End.AddSeconds(-1))));
        }

        return response;
    }

    private static MeasureReport Report(string measure, string place, ReportPeriod about, DateTimeOffset date) => new()
    {
        Status = MeasureReport.MeasureReportStatus.Complete,
        Type = MeasureReport.MeasureReportType.Summary,
        Measure = measure,
        Subject = new(place),
        DateElement = new FhirDateTime(date),
        Period = new Period(new FhirDateTime(about.Start), new FhirDateTime(about.End.AddSeconds(-1))),
    };
}
