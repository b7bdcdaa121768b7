using System.Net;
using Hl7.Fhir.Model;
using Mhero.Core.Fhir;
using Mhero.EndToEnd.Tests.Fixtures;
using Mhero.Simulator;
using Task = System.Threading.Tasks.Task;

namespace Mhero.EndToEnd.Tests.Operators;

/// <summary>Stored responses are extracted again after their Questionnaire was corrected, through HTTP, Azurite and the npm FHIR server.</summary>
public sealed class ExtractAgainTests(OperatorWorld world) : IClassFixture<OperatorWorld>
{
    private const string Extract = "http://hl7.org/fhir/uv/sdc/StructureDefinition/sdc-questionnaire-observationExtract";

    [Fact]
    public async Task Questionnaire_Corrected_ReplacesTheResourcesAndRemovesTheSurplus()
    {
        var (flow, form) = await AddFormAsync("age", "weight");
        var (contact, _) = await world.AddLinkedAsync();
        SimulatedRun[] runs = [.. Enumerable.Range(0, 3).Select(i => world.AddRun(flow, contact, "completed", ("age", $"{30 + i}|Number"), ("weight", "60|Number")))];
        await world.ReadAsync("runs");
        var before = await ObservationsAsync(runs);
        Assert.Equal(6, before.Count);

        await CorrectAsync(form, "age");
        var ordered = await world.PostAsync($"sync/runs?flow={Uri.EscapeDataString(flow.Name)}&since=2020-01-01");
        var job = await DoneAsync(ordered);

        Assert.Equal((HttpStatusCode.Accepted, "extract", 3, 0), (ordered.Status, (string?)job["kind"], (int)job["done"]!, (int)job["failed"]!));
        var after = await ObservationsAsync(runs);
        Assert.Equal(before.Select(o => o.Id).Order(), after.Select(o => o.Id).Order());
        Assert.Equal(3, after.Count(o => o.Code.Coding[0].Code == "age-2" && o.Status == ObservationStatus.Final));
        Assert.Equal(3, after.Count(o => o.Code.Coding[0].Code == "weight-1" && o.Status == ObservationStatus.EnteredInError));
        Assert.Equal("response.extract", Assert.Single(await world.AuditAsync(flow.Name))["action"]!.GetValue<string>());

        // A second job finds everything as it is to be, and a new run is extracted once.
        world.Registry.Reset();
        await DoneAsync(await world.PostAsync($"fhir/Questionnaire/{form.Id}/$re-extract"));
        Assert.Equal(after.Select(o => (o.Id, o.Status)).Order(), (await ObservationsAsync(runs)).Select(o => (o.Id, o.Status)).Order());
        Assert.DoesNotContain(world.Registry.Calls.SelectMany(c => c.Writes), w => w.StartsWith("DELETE", StringComparison.Ordinal));
        await world.ReadAsync("runs");
        Assert.Equal(6, (await ObservationsAsync(runs)).Count);
    }

    [Fact]
    public async Task Response_MarkedAsAnError_LosesItsResources_WhereTheSettingDeletes()
    {
        await using var host = await world.StartHostAsync(world.SettingsWith(("Mhero:Runs:Surplus", "Delete")));
        var (flow, form) = await AddFormAsync("age", "weight");
        var (contact, _) = await world.AddLinkedAsync();
        SimulatedRun[] runs = [.. Enumerable.Range(0, 2).Select(_ => world.AddRun(flow, contact, "completed", ("age", "30|Number"), ("weight", "60|Number")))];
        await world.ReadAsync("runs", host);
        var wrong = await world.ResponseOfAsync(runs[0]);
        wrong.Status = QuestionnaireResponse.QuestionnaireResponseStatus.EnteredInError;
        await world.Fhir.UpdateAsync<QuestionnaireResponse>(wrong.Id!, _ => wrong);
        await CorrectAsync(form, "age");

        await host.Services.GetRequiredService<Core.Operating.Responses.ResponseActions>()
            .ExtractAgainAsync($"{flow.Uuid}", null, new Core.Storage.Audit.Operator("test"), CancellationToken.None);
        await world.IdleAsync(host);

        Assert.Empty(await ObservationsAsync(runs[0]));
        Assert.Equal("age-2", Assert.Single(await ObservationsAsync(runs[1])).Code.Coding[0].Code);
        var provenance = new List<Provenance>();
        await foreach (var page in world.Fhir.SearchPagesAsync(new FhirSearch("Provenance")))
        {
            provenance.AddRange(page.Matches.OfType<Provenance>().Where(p => p.Entity.Exists(e => e.What?.Reference == $"QuestionnaireResponse/{wrong.Id}")));
        }

        Assert.Empty(provenance);
    }

    [Fact]
    public async Task OneResponse_RunsArePaused_WaitsAndIsDoneLater()
    {
        var (flow, form) = await AddFormAsync("age", "weight");
        var (contact, _) = await world.AddLinkedAsync();
        var run = world.AddRun(flow, contact, "completed", ("age", "30|Number"), ("weight", "60|Number"));
        await world.ReadAsync("runs");
        var id = (await world.ResponseOfAsync(run)).Id!;
        await CorrectAsync(form, "age");
        await world.PostAsync("syncs/runs/pause", new JsonObject { ["reason"] = "maintenance" });

        var ordered = await world.PostAsync($"responses/{id}/extract");
        await Eventually.HoldsAsync(async () => (string?)(await world.GetAsync($"jobs/{ordered.Body!["id"]}"))["state"] == "running");
        Assert.DoesNotContain(await ObservationsAsync(run), o => o.Code.Coding[0].Code == "age-2");
        await world.PostAsync("syncs/runs/resume");
        var job = await DoneAsync(ordered);

        Assert.Equal((1, 0), ((int)job["done"]!, (int)job["failed"]!));
        Assert.Contains(await ObservationsAsync(run), o => o.Code.Coding[0].Code == "age-2");
        Assert.Equal("MH6026", (await world.PostAsync("responses/none/extract")).Body!["code"]!.GetValue<string>());
        Assert.Equal("MH6022", (await world.PostAsync("sync/runs?since=then")).Body!["code"]!.GetValue<string>());
        Assert.Equal("MH6022", (await world.PostAsync("sync/runs?flow=no%20such%20flow")).Body!["code"]!.GetValue<string>());
        Assert.Equal("MH6029", (await world.PostAsync("fhir/Questionnaire/none/$re-extract")).Body!["issue"]![0]!["details"]!["coding"]![0]!["code"]!.GetValue<string>());
    }

    private async Task<(SimulatedFlow Flow, Questionnaire Form)> AddFormAsync(params string[] items)
    {
        var flow = world.AddFlow($"Extracted {Guid.NewGuid():N}", ("age", "number"), ("weight", "number"));
        var form = await world.AddAsync(Form(flow, 1, items));
        await world.ReadAsync("flows");
        return (flow, form);
    }

    private Task<WriteResult<Questionnaire>> CorrectAsync(Questionnaire form, params string[] items) => world.Fhir.UpdateAsync<Questionnaire>(form.Id!, before =>
    {
        before.Item = ItemsOf(2, items);
        return before;
    });

    private static Questionnaire Form(SimulatedFlow flow, int version, params string[] items) => new()
    {
        Url = $"https://example.org/Questionnaire/{flow.Uuid}",
        Version = "1",
        Status = PublicationStatus.Active,
        Identifier = [new Identifier(MheroSystems.FlowUuid, flow.Uuid.ToString())],
        Item = ItemsOf(version, items),
    };

    private static List<Questionnaire.ItemComponent> ItemsOf(int version, string[] extracted) =>
    [
        .. new[] { "age", "weight" }.Select(item => new Questionnaire.ItemComponent
        {
            LinkId = item,
            Text = item,
            Type = Questionnaire.QuestionnaireItemType.Integer,
            Code = [new Coding("https://example.org/codes", $"{item}-{version}", item)],
            Extension = extracted.Contains(item) ? [new Extension(Extract, new FhirBoolean(true))] : [],
        }),
    ];

    private async Task<List<Observation>> ObservationsAsync(params SimulatedRun[] runs)
    {
        var found = new List<Observation>();
        await foreach (var page in world.Fhir.SearchPagesAsync(new FhirSearch("Observation")))
        {
            found.AddRange(page.Matches.OfType<Observation>().Where(o => o.Identifier.Exists(i => i.System == MheroSystems.Extracted && runs.Any(r => i.Value!.StartsWith($"{r.Uuid}.", StringComparison.Ordinal)))));
        }

        return found;
    }

    private async Task<JsonNode> DoneAsync((HttpStatusCode Status, JsonNode? Body, string? Next) ordered)
    {
        Assert.Equal(HttpStatusCode.Accepted, ordered.Status);
        var job = ordered.Body!;
        await Eventually.HoldsAsync(async () => (string?)(job = await world.GetAsync($"jobs/{ordered.Body!["id"]}"))["state"] == "done");
        return job;
    }
}
