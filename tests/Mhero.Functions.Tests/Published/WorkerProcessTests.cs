using System.Net;
using System.Net.Http.Json;
using Azure.Data.Tables;
using Azure.Storage.Queues;
using Mhero.Functions.Console.Assets;
using Mhero.WorkerHost;

namespace Mhero.Functions.Tests.Published;

/// <summary>
/// The published worker as a process of its own, under a host that speaks the worker protocol: what only this shows is that the
/// program starts, registers its services, and binds each kind of trigger through the real worker packages.
/// </summary>
[Collection(PublishedTests.Name)]
public sealed class WorkerProcessTests(PublishedApp app)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    [Fact]
    public async Task Start_FreshStorageAccount_LoadsEveryFunctionAndCreatesQueuesAndTables()
    {
        await using var host = await StartAsync();

        using var health = await host.SendAsync("GetHealth", new HttpRequestMessage(HttpMethod.Get, new Uri("/api/health", UriKind.Relative)));
        Assert.Equal(HttpStatusCode.OK, health.StatusCode);

        var read = host.Functions.SelectMany(function => function.Bindings).Select(binding => JsonNode.Parse(binding)!)
            .Where(binding => (string)binding["type"]! == "queueTrigger")
            .Select(binding => ((string)binding["queueName"]!).Replace("%", string.Empty, StringComparison.Ordinal))
            .Select(name => WorkerSettings.Queue(name)).ToList();
        Assert.NotEmpty(read);
        var queues = new QueueServiceClient(app.ConnectionString);
        var missing = await WaitForAsync(async () => await MissingAsync(queues, read), static names => names.Count == 0);
        Assert.Empty(missing);
        Assert.NotEmpty(await new TableServiceClient(app.ConnectionString).QueryAsync().Select(table => table.Name).ToListAsync());
    }

    [Fact]
    public async Task Post_BodyOverTheWorkersDefaultLimit_Answers413WithACode()
    {
        await using var host = await StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri("/api/fhir", UriKind.Relative))
        {
            Content = new ByteArrayContent(new byte[40 * 1024 * 1024]) { Headers = { ContentType = new("application/fhir+json") } },
        };

        using var response = await host.SendAsync("PostBundle", request);

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, response.StatusCode);
        Assert.Contains("MH6002", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Console_WithoutUsers_IsClosedAndGivesItsAssets()
    {
        await using var host = await StartAsync();

        using var page = await host.SendAsync("OpenConsole", new HttpRequestMessage(HttpMethod.Get, new Uri("/api/console/sign-in", UriKind.Relative)));
        using var style = await host.SendAsync("OpenConsole", new HttpRequestMessage(HttpMethod.Get, new Uri($"/api/console/{ConsoleAssets.LinkOf("console.css")}", UriKind.Relative)));

        Assert.Equal(HttpStatusCode.Forbidden, page.StatusCode);
        Assert.Contains("Mhero__Console__Users__", await page.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal("text/css", style.Content.Headers.ContentType!.MediaType);
    }

    [Fact]
    public async Task Role_OfASignedInPerson_HoldsInTheWorker()
    {
        var settings = WorkerSettings.Of(app.ConnectionString);
        settings["WEBSITE_AUTH_ENABLED"] = "True";
        await using var host = await FunctionsWorkerHost.StartAsync(new WorkerHostOptions { AppFolder = app.Folder, Settings = settings });
        var principal = Convert.ToBase64String(
            """{"auth_typ":"aad","name_typ":"name","role_typ":"roles","claims":[{"typ":"oid","val":"6f1d"},{"typ":"name","val":"amina@example.org"},{"typ":"roles","val":"Reader"}]}"""u8);

        using var read = await host.SendAsync("ListJobs", NewRequest(HttpMethod.Get, "/api/jobs", principal));
        using var refused = await host.SendAsync("RecountDeadLetters", NewRequest(HttpMethod.Post, "/api/dead-letters/recount", principal));
        using var system = await host.SendAsync("RecountDeadLetters", NewRequest(HttpMethod.Post, "/api/dead-letters/recount", null));

        Assert.Equal(HttpStatusCode.OK, read.StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);
        Assert.Contains("MH6033", await refused.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Accepted, system.StatusCode);

        static HttpRequestMessage NewRequest(HttpMethod method, string path, string? principal)
        {
            var request = new HttpRequestMessage(method, new Uri(path, UriKind.Relative));
            if (principal is not null)
            {
                request.Headers.Add("X-MS-CLIENT-PRINCIPAL", principal);
            }

            return request;
        }
    }

    [Fact]
    public async Task Webhook_WithSecret_PutsTheRunOnTheQueue()
    {
        await using var host = await StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri("/api/rapidpro/webhook", UriKind.Relative))
        {
            Headers = { { "X-Mhero-Secret", WorkerSettings.WebhookSecret } },
            Content = JsonContent.Create(new
            {
                run = new { uuid = "9a1b1b1e-0a6b-4d0c-8f0e-2d6f5f6a7b01" },
                contact = new { uuid = "3c1a5f7e-6f0d-4a52-8d53-0f1f2a3b4c5d", name = "Test", urn = "tel:+250788000001" },
                flow = new { uuid = "5d0c4a52-7e11-4c7e-9d1c-1b2c3d4e5f60", name = "Test flow" },
                results = new { answer = new { value = "1", category = "One", input = "1" } },
            }),
        };

        using var response = await host.SendAsync("ReceiveWebhook", request);

        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
        var queue = new QueueClient(app.ConnectionString, WorkerSettings.Queue("RunsQueue"), new QueueClientOptions { MessageEncoding = QueueMessageEncoding.Base64 });
        var message = Assert.Single((await queue.ReceiveMessagesAsync(32)).Value);
        Assert.Contains("9a1b1b1e-0a6b-4d0c-8f0e-2d6f5f6a7b01", message.Body.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Message_NotMheros_BecomesADeadLetter()
    {
        await using var host = await StartAsync();

        await host.SendMessageAsync("HandleContacts", """{"hello":1""");

        using var list = await host.SendAsync("ListDeadLetters", new HttpRequestMessage(HttpMethod.Get, new Uri("/api/dead-letters", UriKind.Relative)));
        Assert.Contains("unreadable message", await list.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Terminate_IdleWorker_EndsByItself()
    {
        await using var host = await StartAsync();

        Assert.True(await host.TerminateAsync(Patience));
    }

    [Fact]
    public async Task Start_SettingMissing_EndsAndNamesIt()
    {
        var settings = WorkerSettings.Of(app.ConnectionString);
        settings["Mhero__RapidPro__BaseUrl"] = null;

        var error = await Assert.ThrowsAsync<WorkerHostException>(
            () => FunctionsWorkerHost.StartAsync(new WorkerHostOptions { AppFolder = app.Folder, Settings = settings }));

        Assert.Contains("Mhero__RapidPro__BaseUrl", error.Message, StringComparison.Ordinal);
    }

    private Task<FunctionsWorkerHost> StartAsync() =>
        FunctionsWorkerHost.StartAsync(new WorkerHostOptions { AppFolder = app.Folder, Settings = WorkerSettings.Of(app.ConnectionString) });

    private static async Task<IReadOnlyList<string>> MissingAsync(QueueServiceClient queues, IEnumerable<string> names)
    {
        var present = await queues.GetQueuesAsync().Select(queue => queue.Name).ToHashSetAsync();
        return [.. names.Where(name => !present.Contains(name))];
    }

    private static async Task<T> WaitForAsync<T>(Func<Task<T>> read, Func<T, bool> isReached)
    {
        using var limit = new CancellationTokenSource(Patience);
        var value = await read();
        while (!isReached(value) && !limit.IsCancellationRequested)
        {
            await Task.Delay(50);
            value = await read();
        }

        return value;
    }
}
