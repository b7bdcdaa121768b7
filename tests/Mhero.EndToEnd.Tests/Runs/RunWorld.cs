using Hl7.Fhir.Model;
using Mhero.Core.Fhir;
using Mhero.Core.Storage;
using Mhero.Core.Storage.SyncLog;
using Mhero.Core.Storage.Tables;
using Mhero.DevHost.Host;
using Mhero.EndToEnd.Tests.Contacts;
using Mhero.EndToEnd.Tests.Fixtures;
using Mhero.Simulator;
using Task = System.Threading.Tasks.Task;

namespace Mhero.EndToEnd.Tests.Runs;

/// <summary>The world of the contacts, with a proxy before the registry, and with flows, runs and messages. Tests make flows and contacts of their own.</summary>
public class RunWorld : SyncWorld
{
    /// <summary>What stands before the registry.</summary>
    public FhirProxy Registry { get; private set; } = null!;

    private HttpClient Http { get; } = new();

    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();

        // Nobody is made in the registry before it was read to its end once.
        await RoundAsync();
    }

    public override Dictionary<string, string?> NewSettings()
    {
        var settings = base.NewSettings();
        settings["Mhero:Fhir:RequestTimeout"] = "00:00:05";
        settings["Mhero:Fhir:MaxRetries"] = "1";
        settings["Mhero:Fhir:MaxInlineWait"] = "00:00:00.500";
        return settings;
    }

    /// <summary>Settings of an app with a memory of its own, and with some of them changed.</summary>
    public Dictionary<string, string?> SettingsWith(params (string Name, string Value)[] changes)
    {
        var settings = NewSettings();
        foreach (var (name, value) in changes)
        {
            settings[name] = value;
        }

        return settings;
    }

    public override async Task DisposeAsync()
    {
        await base.DisposeAsync();
        await Registry.DisposeAsync();
        Http.Dispose();
    }

    protected override async Task<Uri> OpenFhirAsync(Uri server)
    {
        Registry = await FhirProxy.StartAsync(server);
        return Registry.BaseUrl;
    }

    /// <summary>A flow with questions, see <see cref="FlowText.Of"/>.</summary>
    public SimulatedFlow AddFlow(string name, params (string Result, string Takes)[] questions) =>
        RapidPro.Workspace.AddFlow(FlowText.Of(Guid.NewGuid(), name, questions));

    public SimulatedContact AddContact(string name = "Run Contact") =>
        RapidPro.Workspace.AddContact(new SimulatedContact { Name = name, Urns = ["tel:" + NewNumber()] });

    /// <summary>A contact and the Practitioner that it is linked to.</summary>
    public async Task<(SimulatedContact Contact, Practitioner Worker)> AddLinkedAsync(string name = "Run Worker")
    {
        var contact = AddContact(name);
        var parts = name.Split(' ');
        var worker = await AddAsync(new Practitioner
        {
            Active = true,
            Identifier = [new Identifier(MheroSystems.ContactUuid, contact.Uuid.ToString())],
            Name = [new HumanName { Family = parts[^1], Given = parts[..^1] }],
        });
        return (contact, worker);
    }

    /// <summary>A run with results, each <c>value</c> or <c>value|Category</c>.</summary>
    public SimulatedRun AddRun(SimulatedFlow flow, SimulatedContact contact, string? exit = "completed", params (string Key, string Answer)[] answers) =>
        RapidPro.Workspace.AddRun(new SimulatedRun { Flow = flow.Uuid, Contact = contact.Uuid, Responded = answers.Length > 0, ExitType = exit, Values = ValuesOf(answers) });

    public static Dictionary<string, SimulatedRunValue> ValuesOf(params (string Key, string Answer)[] answers) => answers.ToDictionary(
        a => a.Key, a => new SimulatedRunValue { Value = a.Answer.Split('|')[0], Category = a.Answer.Split('|') is [_, var category] ? category : null, Input = a.Answer.Split('|')[0] });

    /// <summary>Reads one of RapidPro's pollers and waits until everything that came of it is done.</summary>
    /// <param name="kind"><c>flows</c>, <c>runs</c> or <c>messages</c>.</param>
    /// <param name="host">Another app than the world's own.</param>
    public async Task<SyncCounts> ReadAsync(string kind, FunctionsHost? host = null)
    {
        host ??= Host;
        await host.InvokeTimerAsync("Sync" + char.ToUpperInvariant(kind[0]) + kind[1..]);
        await IdleAsync(host);
        var run = (await host.Services.GetRequiredService<SyncLogStore>().RecentAsync(kind, 1)).Single();
        Assert.Null(run.Error);
        Assert.True(run.IsComplete, $"{kind}: {run.BatchesDone} of {run.BatchesTotal} batches");
        return run.Counts;
    }

    /// <summary>What became of the runs of a flow.</summary>
    public async Task<List<QuestionnaireResponse>> ResponsesAsync(Guid flow)
    {
        var found = new List<QuestionnaireResponse>();
        await foreach (var page in Fhir.SearchPagesAsync(new FhirSearch("QuestionnaireResponse")))
        {
            found.AddRange(page.Matches.OfType<QuestionnaireResponse>().Where(r => r.Questionnaire?.Contains(flow.ToString(), StringComparison.Ordinal) is true));
        }

        return found;
    }

    /// <summary>The Questionnaires of a flow, the one of the lowest version first.</summary>
    public async Task<List<Questionnaire>> QuestionnairesAsync(Guid flow)
    {
        var page = await Fhir.SearchAsync(new FhirSearch("Questionnaire").Where("identifier", MheroSystems.FlowUuid, flow.ToString()));
        return [.. page.Matches.OfType<Questionnaire>().OrderBy(q => q.Version, StringComparer.Ordinal)];
    }

    /// <summary>The one response of a run.</summary>
    public async Task<QuestionnaireResponse> ResponseOfAsync(SimulatedRun run)
    {
        var page = await Fhir.SearchAsync(new FhirSearch("QuestionnaireResponse").Where("identifier", MheroSystems.RunUuid, run.Uuid.ToString()));
        return Assert.IsType<QuestionnaireResponse>(Assert.Single(page.Matches));
    }

    /// <summary>The body that RapidPro's editor offers for a webhook; with the run's UUID when there is one.</summary>
    public static string WebhookBody(SimulatedFlow flow, SimulatedContact contact, Guid? run, string? status, params (string Key, string Answer)[] answers)
    {
        var body = new JsonObject
        {
            ["contact"] = new JsonObject { ["uuid"] = contact.Uuid.ToString(), ["name"] = contact.Name, ["urn"] = contact.Urns is [var first, ..] ? first : null },
            ["flow"] = new JsonObject { ["uuid"] = flow.Uuid.ToString(), ["name"] = flow.Name },
            ["results"] = new JsonObject([.. ValuesOf(answers).Select(v => KeyValuePair.Create<string, JsonNode?>(v.Key, new JsonObject { ["value"] = v.Value.Value, ["category"] = v.Value.Category }))]),
        };
        if (run is not null || status is not null)
        {
            body["run"] = new JsonObject { ["uuid"] = run?.ToString(), ["status"] = status };
        }

        return body.ToJsonString();
    }

    /// <summary>Calls the webhook as RapidPro does.</summary>
    public async Task<JsonObject> PostWebhookAsync(string body, FunctionsHost? host = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri((host ?? Host).BaseUrl, "/api/rapidpro/webhook"))
        {
            Content = new StringContent(body, Encoding.UTF8, "application/json"),
            Headers = { { "x-functions-key", FunctionKey }, { "X-Mhero-Secret", WebhookSecret } },
        };
        using var response = await Http.SendAsync(request);
        var answer = await response.Content.ReadAsStringAsync();
        Assert.True((int)response.StatusCode == 202, answer);
        return JsonNode.Parse(answer)!.AsObject();
    }

    /// <summary>The table in which an app notes what it writes.</summary>
    public static DocumentTable WritesOf(FunctionsHost host) => new(host.Services.GetRequiredService<IStorageClients>(), "writes");

    /// <summary>A resource as JSON text.</summary>
    public static string JsonOf(Resource resource) => Encoding.UTF8.GetString(FhirJson.Serialize(resource));

    /// <summary>The answers of a response as texts by linkId.</summary>
    public static Dictionary<string, string> AnswersOf(QuestionnaireResponse response) => response.Item.ToDictionary(
        i => i.LinkId!, i => string.Join(",", i.Answer.Select(a => a.Value switch
        {
            Coding coding => coding.Code ?? coding.Display!,
            ResourceReference reference => reference.Reference ?? reference.Display!,
            Attachment attachment => attachment.Url!,
            PrimitiveType primitive => primitive.ToString()!,
            var other => other?.TypeName ?? "",
        })));
}
