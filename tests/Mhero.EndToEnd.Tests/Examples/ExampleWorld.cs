using System.Collections.Concurrent;
using System.Net.Http.Headers;
using Mhero.Core;
using Mhero.Core.Storage.DeadLetters;
using Mhero.Core.Storage.Reviews;
using Mhero.DevHost.Examples;
using Mhero.DevHost.Host;
using Mhero.DevHost.Services;
using Mhero.EndToEnd.Tests.Fixtures;
using Mhero.Functions.Timers;
using Mhero.Simulator;

namespace Mhero.EndToEnd.Tests.Examples;

/// <summary>
/// The first example's registry and workspace in step, and the flows and Questionnaires of all examples: a registry, a RapidPro
/// and mHero between them. Its timers fire when a test says so.
/// </summary>
public class ExampleWorld : IAsyncLifetime
{
    private const string FunctionKey = "function-key";
    private const string WebhookSecret = "a-webhook-secret-of-tests";

    private static readonly HttpClient Http = new();
    private PooledFhirServer _fhirServer = null!;
    private WorldStorage _storage = null!;

    /// <summary>The examples with conversations, in the order of their numbers.</summary>
    public static IReadOnlyList<UseCaseExample> Examples { get; } = UseCaseExample.LoadAll(ExampleFiles.Root);

    public RapidProSimulator RapidPro { get; private set; } = null!;

    public RapidProWorkspace Workspace => RapidPro.Workspace;

    public FunctionsHost Host { get; private set; } = null!;

    /// <summary>The registry as the tests read it: over HTTP, without mHero's own gateway.</summary>
    public RegistryReader Registry { get; private set; } = null!;

    /// <summary>Every body that a flow has sent to the webhook, in order.</summary>
    public ConcurrentQueue<string> Webhooks { get; } = new();

    /// <summary>Whether webhooks get lost on their way to mHero.</summary>
    public bool LosesWebhooks { get; set; }

    private Dictionary<string, string?> Settings { get; set; } = null!;

    public async Task InitializeAsync()
    {
        _storage = await WorldStorage.StartAsync(UsesAzurite);
        _fhirServer = await FhirServerFixture.OpenAsync();
        Registry = new RegistryReader(_fhirServer.BaseUrl);
        RapidPro = await RapidProSimulator.StartAsync(new RapidProSimulatorOptions());
        Settings = NewSettings();
        Host = await StartHostAsync(Settings);
        await SeedAsync();
        Workspace.BeforeWebhook = Post;
        for (var round = 0; round < 2; round++)
        {
            await FireAsync(nameof(SyncRegistry), nameof(SyncContacts));
        }

        await FireAsync(nameof(SyncFlows));
        await BeginAsync();
    }

    public async Task DisposeAsync()
    {

        Registry.Dispose();
        await Host.DisposeAsync();
        await RapidPro.DisposeAsync();
        await _fhirServer.DisposeAsync();
    }

    /// <summary>Has the health workers of an example write their messages, and waits until all that came of it is handled.</summary>
    public async Task PlayAsync(UseCaseExample example)
    {
        foreach (var (from, messages) in example.Conversations)
        {
            await WriteAsync(from, messages);
        }

        await Host.WaitUntilIdleAsync(Patience());
    }

    /// <summary>What waits for a person, and which contacts have no worker: for the message of a failed assertion.</summary>
    public async Task<string> DescribeAsync()
    {
        var reviews = (await Host.Services.GetRequiredService<ReviewStore>().ListAsync(50)).Select(r => $"{r.Code} {r.Subject} [{string.Join(", ", r.Candidates.Select(c => c.Reference))}]");
        var contacts = Workspace.Contacts.Select(c => $"{c.Uuid} {c.Fields.GetValueOrDefault("globalid") ?? "no worker"} {string.Join(' ', c.Urns)}");
        return string.Join('\n', reviews.Concat(contacts));
    }

    public Task PlayAllAsync() => Examples.Aggregate(Task.CompletedTask, async (before, example) =>
    {
        await before;
        await PlayAsync(example);
    });

    /// <summary>Has somebody write messages, one after the other.</summary>
    public async Task WriteAsync(string from, IEnumerable<string> messages)
    {
        foreach (var message in messages)
        {
            await Workspace.ReceiveAsync(from, PhoneText.TextOf(message), PhoneText.AttachmentsOf(message));
        }
    }

    /// <summary>Fires timers and waits until all that came of them is handled.</summary>
    public Task FireAsync(params string[] timers) => FireAsync(Host, timers);

    public static async Task FireAsync(FunctionsHost host, params string[] timers)
    {
        foreach (var timer in timers)
        {
            await host.InvokeTimerAsync(timer);
        }

        await host.WaitUntilIdleAsync(Patience());
    }

    /// <summary>Sends a body to the webhook, as a flow does.</summary>
    public async Task PostWebhookAsync(string body)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, WebhookAddress) { Content = new StringContent(body, new MediaTypeHeaderValue("application/json")) };
        request.Headers.Add("X-Mhero-Secret", WebhookSecret);
        using var answer = await Http.SendAsync(request);
        Assert.Equal(System.Net.HttpStatusCode.Accepted, answer.StatusCode);
    }

    /// <summary>Calls a function over HTTP.</summary>
    public async Task<string> CallAsync(HttpMethod method, string path)
    {
        using var request = new HttpRequestMessage(method, new Uri(Host.BaseUrl, $"{path}?code={FunctionKey}"));
        using var answer = await Http.SendAsync(request);
        answer.EnsureSuccessStatusCode();
        return await answer.Content.ReadAsStringAsync();
    }

    /// <summary>An app with the same systems that remembers nothing.</summary>
    public Task<FunctionsHost> StartForgetfulHostAsync() => StartHostAsync(NewSettings());

    public async Task AssertNoDeadLettersAsync() =>
        Assert.Empty((await Host.Services.GetRequiredService<DeadLetterStore>().ListAsync(null, 20)).Select(letter => $"{letter.Queue} {letter.Code} {letter.Cause}"));

    /// <summary>Whether queues and tables are Azurite's; else they are in memory.</summary>
    protected virtual bool UsesAzurite => false;

    /// <summary>What a class of tests needs done once, after both sides are in step.</summary>
    protected virtual Task BeginAsync() => Task.CompletedTask;

    private static CancellationToken Patience() => new CancellationTokenSource(TimeSpan.FromMinutes(2)).Token;

    private Uri WebhookAddress => new(Host.BaseUrl, $"api/rapidpro/webhook?code={FunctionKey}");

    private void Post(HttpRequestMessage request)
    {
        if (LosesWebhooks)
        {
            // Nobody listens on the port of "discard".
            request.RequestUri = new Uri("http://127.0.0.1:9/");
            return;
        }

        if (request.RequestUri!.AbsolutePath == WebhookAddress.AbsolutePath)
        {
            Webhooks.Enqueue(request.Content!.ReadAsStringAsync().Result);
        }
    }

    private async Task SeedAsync()
    {
        var workforce = ExampleWorkforce.Load(Path.Combine(ExampleFiles.Root, "1-contacts-in-step"));
        await workforce.SeedAsync(_fhirServer.BaseUrl);
        workforce.Seed(Workspace);
        foreach (var example in Examples)
        {
            await example.SeedAsync(_fhirServer.BaseUrl);
            example.SeedContacts(Workspace);
            example.SeedFlows(Workspace, WebhookAddress, WebhookSecret);
        }

        await Registry.RememberAsync();
    }

    private Dictionary<string, string?> NewSettings()
    {
        var name = AzuriteFixture.UniqueName("examples");
        var settings = new Dictionary<string, string?>
        {
            ["AzureWebJobsStorage"] = _storage.ConnectionString,
            ["ContactsQueue"] = name,
            ["GroupsQueue"] = name + "-groups",
            ["FlowsQueue"] = name + "-flows",
            ["RunsQueue"] = name + "-runs",
            ["MessagesQueue"] = name + "-messages",
            ["CommunicationsQueue"] = name + "-communications",
            ["OptOutsQueue"] = name + "-optouts",
            ["ReportsQueue"] = name + "-reports",
            ["JobsQueue"] = name + "-jobs",
            ["Mhero:Storage:TablePrefix"] = name,
            ["Mhero:RapidPro:BaseUrl"] = RapidPro.BaseUrl.ToString(),
            ["Mhero:RapidPro:Token"] = RapidPro.Options.Token,
            ["Mhero:RapidPro:WebhookSecret"] = WebhookSecret,
            ["Mhero:Fhir:BaseUrl"] = _fhirServer.BaseUrl.ToString(),
            ["Mhero:Contacts:NewAssetDelay"] = "00:00:00",
            ["Mhero:Cache:MaxAge"] = "00:00:00",
        };
        foreach (var timer in new[] { nameof(SyncContacts), nameof(SyncRegistry), nameof(SyncGroups), nameof(SyncFlows), nameof(Functions.Timers.SyncRuns), nameof(SyncMessages), nameof(SyncOptOuts), nameof(SyncReports), nameof(SyncFlowResults), nameof(ReportMetrics), nameof(PurgeStorage), nameof(ReconcileContacts), nameof(SendReminders) })
        {
            settings[timer + "Schedule"] = "0 0 0 1 1 *";
        }

        foreach (var section in new[] { "Contacts", "Flows", "Runs", "Messages", "OptOut", "ReportDelivery" })
        {
            settings[$"Mhero:{section}:RetryDelay"] = "00:00:00.200";
        }

        return settings;
    }

    private Task<FunctionsHost> StartHostAsync(Dictionary<string, string?> settings) => FunctionsHost.StartAsync(new FunctionsHostOptions
    {
        FunctionsAssembly = typeof(SyncContacts).Assembly,
        Configuration = new ConfigurationBuilder()
            .AddJsonFile(Path.Combine(ExampleFiles.Root, "1-contacts-in-step", "settings.json")).AddInMemoryCollection(settings).Build(),
        Queues = _storage.HostQueues,
        ConfigureServices = (services, configuration) =>
        {
            _storage.AddTo(services, configuration["Mhero:Storage:TablePrefix"]);
            services.AddMhero(configuration);
        },
        HostJsonPath = Path.Combine(AppContext.BaseDirectory, "host.json"),
        RunTimers = false,
        FunctionKey = FunctionKey,
    });
}
