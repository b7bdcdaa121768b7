using System.Net;
using Hl7.Fhir.Model;
using Mhero.Core.Fhir;
using Mhero.Core.Storage.SyncLog;
using Mhero.EndToEnd.Tests.Fixtures;
using Mhero.EndToEnd.Tests.Runs;
using Mhero.Functions.Timers;
using Mhero.Simulator.Floip;
using Task = System.Threading.Tasks.Task;

namespace Mhero.EndToEnd.Tests.FlowResults;

/// <summary>The world of the runs, with a FLOIP server of small pages. Tests make packages and workers of their own.</summary>
public sealed class FlowResultsWorld : RunWorld
{
    private int _nextRow;

    public FloipServer Floip { get; private set; } = null!;

    /// <summary>The clock of the world's app and of its rows. It only goes on: executions are listed by it.</summary>
    public ShiftedTime Time { get; } = new(TimeSpan.Zero);

    private HttpClient Http { get; } = new();

    protected override bool UsesAzurite => true;

    public override async Task InitializeAsync()
    {
        Floip = await FloipServer.StartAsync(new FloipServerOptions { RowsPerPage = 2, PackagesPerPage = 1 });
        await base.InitializeAsync();
        await Host.DisposeAsync();
        Restart(await StartHostAsync(time: Time));
    }

    public override Dictionary<string, string?> NewSettings()
    {
        var settings = base.NewSettings();
        settings["Mhero:FlowResults:Sources:viamo:BaseUrl"] = Floip.BaseUrl.ToString();
        settings["Mhero:FlowResults:Sources:viamo:Token"] = "floip-token";
        settings["Mhero:FlowResults:Sources:viamo:EmployeeNumberQuestions:0"] = "employee";
        settings["Mhero:FlowResults:Sources:viamo:EmployeeNumberSystem"] = "https://registry.example.org/employee-number";
        settings["Mhero:FlowResults:Sources:pushed:TimeZone"] = "Africa/Kigali";
        return settings;
    }

    public override async Task DisposeAsync()
    {
        await base.DisposeAsync();
        await Floip.DisposeAsync();
        Http.Dispose();
    }

    /// <summary>A descriptor with the questions <c>employee</c> (open), <c>age</c> (numeric), <c>fever</c> (select_one) and further open ones.</summary>
    public static string Descriptor(string id, params string[] more)
    {
        var questions = new JsonObject
        {
            ["employee"] = Question("open", new JsonObject()),
            ["age"] = Question("numeric", new JsonObject()),
            ["fever"] = Question("select_one", new JsonObject { ["choices"] = new JsonArray("Yes", "No") }),
        };
        foreach (var question in more)
        {
            questions[question] = Question("open", new JsonObject());
        }

        return new JsonObject
        {
            ["id"] = id,
            ["title"] = "Package " + id,
            ["modified"] = $"2026-03-0{1 + more.Length}T00:00:00+00:00",
            ["resources"] = new JsonArray(new JsonObject { ["schema"] = new JsonObject { ["language"] = "eng", ["questions"] = questions } }),
        }.ToJsonString();
    }

    private static JsonObject Question(string type, JsonObject options) => new() { ["type"] = type, ["label"] = "A question?", ["type_options"] = options };

    /// <summary>A new package at the FLOIP server.</summary>
    public string AddPackage()
    {
        var id = Guid.NewGuid().ToString();
        Floip.AddPackage(Descriptor(id));
        return id;
    }

    /// <summary>Rows as JSON, with ids of their own.</summary>
    public string Rows(params (string Session, string Contact, string Question, string Answer)[] rows) => JsonSerializer.Serialize(rows.Select(r => new object[]
    {
        Time.GetUtcNow().ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'+00:00'", System.Globalization.CultureInfo.InvariantCulture), $"{Interlocked.Increment(ref _nextRow)}",
        r.Contact, r.Session, r.Question, r.Answer, new { },
    }));

    /// <summary>Reads the FLOIP servers and waits until everything that came of it is done.</summary>
    /// <returns>The execution, which may have failed.</returns>
    public async Task<SyncExecution> ReadFloipAsync()
    {
        await Host.InvokeTimerAsync(nameof(SyncFlowResults));
        await IdleAsync();
        return (await Host.Services.GetRequiredService<SyncLogStore>().RecentAsync("flow-results", 1)).Single();
    }

    /// <summary>The responses of a package, by their sessions' ids.</summary>
    public async Task<Dictionary<string, QuestionnaireResponse>> SessionsAsync(string package)
    {
        var found = new Dictionary<string, QuestionnaireResponse>();
        await foreach (var page in Fhir.SearchPagesAsync(new FhirSearch("QuestionnaireResponse")))
        {
            foreach (var response in page.Matches.OfType<QuestionnaireResponse>().Where(r => r.Identifier?.System == MheroSystems.FloipSession))
            {
                var parts = response.Identifier!.Value!.Split('/');
                if (parts[1] == package)
                {
                    found.Add(parts[2], response);
                }
            }
        }

        return found;
    }

    public async Task<Practitioner> AddEmployeeAsync(string number) => await AddAsync(new Practitioner
    {
        Active = true,
        Identifier = [new Identifier("https://registry.example.org/employee-number", number)],
        Name = [new HumanName { Family = "Employee " + number }],
    });

    /// <summary>POSTs below <c>/api/</c>.</summary>
    public async Task<(HttpStatusCode Status, JsonNode? Answer)> PostAsync(string path, string body)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(Host.BaseUrl, "/api/" + path))
        {
            Content = new StringContent(body, Encoding.UTF8, "application/vnd.api+json"),
            Headers = { { "x-functions-key", FunctionKey } },
        };
        using var response = await Http.SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        return (response.StatusCode, text.Length == 0 ? null : JsonNode.Parse(text));
    }
}
