using Hl7.Fhir.Model;
using Mhero.Core.Caching;
using Mhero.Core.Fhir;
using Mhero.Core.Floip.Results;
using Mhero.Core.Mapping.Floip;
using Mhero.Core.Mapping.Places;
using Mhero.Core.Mapping.Profiles;
using Mhero.Core.Mapping.Responses;
using Mhero.Core.Reporting;
using Mhero.Core.Tests.Fhir;
using Mhero.Core.Tests.Mapping;
using Task = System.Threading.Tasks.Task;

namespace Mhero.Core.Tests.Examples;

/// <summary>A facility has reported when a FLOIP session of one of its workers gave the report, and reminders leave it out.</summary>
public sealed class SessionReportTests
{
    private const string Vaccination = "4-vaccination-report";

    [Theory]
    [InlineData(26, true)]
    [InlineData(1, false)]
    public async Task Reported_BySessionOfAWorker_CountsOnceItIsComplete(int hours, bool isMissingAnswerAccepted)
    {
        var example = new Example(Vaccination);
        var folder = Path.Combine(MappingFiles.Root, "examples", Vaccination, "floip");
        await using var file = File.OpenRead(Path.Combine(folder, "rows-of-runs.json"));
        var rows = (await new RowDocument(file, TimeZoneInfo.Utc).ReadAsync().ToListAsync()).Select(r => r.Row!).GroupBy(r => r.SessionId).First().ToList();
        var package = PackageReader.Read(await File.ReadAllBytesAsync(Path.Combine(folder, "package.json"))).Package;
        var people = ExampleResponses.PeopleOf(Guid.Parse(rows[0].ContactId!));

        // The last question is left open, so that only the time decides whether the session is over.
        var session = ResultsSession.Of(rows[0].SessionId, rows.Where(r => r.QuestionId != "adverse_events"));
        var run = new SessionToRun().Map(new SessionSource("viamo", package, session, SessionRules.Default, rows.Max(r => r.Time)!.Value.AddHours(hours))).Value;
        var response = new RunToQuestionnaireResponse(new RunMappingOptions())
            .Map(new RunSource(run.Run, example.Questionnaires[0], people, new PlaceIndex(Example.Registry.OfType<Location>())) { Session = run.Details }).Value;
        response.Id = "r";
        using var registry = new FhirStub(Answer.Ok($$"""{"resourceType":"Bundle","type":"searchset","entry":[{"resource":{{System.Text.Encoding.UTF8.GetString(FhirJson.Serialize(response))}},"search":{"mode":"match"} }]}"""));
        var reports = new FacilityReports(
            registry.Gateway, new PractitionerCache(registry.Gateway, null!, null!, TimeProvider.System, Options.Create(new CacheOptions()), Options.Create(new ContactMappingOptions())), Options.Create(new ReportingOptions()));
        var named = rows.Single(r => r.QuestionId == "report_week").Response!.Values[0].Split('W');
        var week = ReportPeriod.Containing(ReportPeriodKind.Week, new DateTimeOffset(ISOWeek.ToDateTime(int.Parse(named[0], CultureInfo.InvariantCulture), int.Parse(named[1], CultureInfo.InvariantCulture), DayOfWeek.Thursday), TimeSpan.Zero), TimeZoneInfo.Utc);

        var reported = await reports.ReportedAsync(ReportForms.Questionnaire(example.Questionnaires[0].Url!), week);

        Assert.Equal(isMissingAnswerAccepted ? [response.Subject!.Reference!] : [], reported);
    }
}
