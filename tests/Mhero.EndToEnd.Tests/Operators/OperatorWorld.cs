using System.Net;
using Mhero.Core.Storage.DeadLetters;
using Mhero.EndToEnd.Tests.Runs;

namespace Mhero.EndToEnd.Tests.Operators;

/// <summary>An app over Azurite, a registry and a RapidPro, and an operator who calls it by HTTP.</summary>
public class OperatorWorld : RunWorld
{
    private HttpClient? _http;

    protected override bool UsesAzurite => true;

    public DeadLetterStore Letters => Host.Services.GetRequiredService<DeadLetterStore>();

    /// <summary>A queue of a test's own that no function reads, so that what is sent there stays.</summary>
    public string Unread(string test) => $"{Settings["ContactsQueue"]}-{test}";

    protected HttpClient Http => _http ??= new HttpClient { BaseAddress = new Uri(Host.BaseUrl, "/api/"), DefaultRequestHeaders = { { "x-functions-key", FunctionKey } } };

    public override Dictionary<string, string?> NewSettings()
    {
        var settings = base.NewSettings();
        settings["Mhero:Sync:PausedDelay"] = "00:00:01";
        settings["Mhero:Messaging:StatusPollDelay"] = "00:00:00.500";
        return settings;
    }

    public override async Task DisposeAsync()
    {
        _http?.Dispose();
        await base.DisposeAsync();
    }

    public async Task<JsonNode> GetAsync(string path) => (await SendAsync(HttpMethod.Get, path)).Body!;

    /// <summary>Calls an endpoint.</summary>
    /// <returns>The status, the body, and the continuation of a list.</returns>
    public async Task<(HttpStatusCode Status, JsonNode? Body, string? Next)> SendAsync(HttpMethod method, string path, JsonNode? body = null, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, path) { Content = body is null ? null : new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json") };
        foreach (var (name, value) in headers)
        {
            request.Headers.Add(name, value);
        }

        using var response = await Http.SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        var next = response.Headers.TryGetValues("Link", out var links) ? links.Single().Split("after=")[1].Split('>')[0] : null;
        return (response.StatusCode, text.Length == 0 ? null : JsonNode.Parse(text), next);
    }

    public Task<(HttpStatusCode Status, JsonNode? Body, string? Next)> PostAsync(string path, JsonNode? body = null, params (string Name, string Value)[] headers) =>
        SendAsync(HttpMethod.Post, path, body, headers);

    /// <summary>The audit log's entries of an item, the latest first.</summary>
    public async Task<List<JsonNode>> AuditAsync(string item) => [.. (await GetAsync($"audit?item={Uri.EscapeDataString(item)}")).AsArray().Select(entry => entry!)];

    /// <summary>Takes the messages of a queue, in their order.</summary>
    public async Task<List<JsonNode>> TakeAsync(string queue)
    {
        var client = Queue(queue, Azure.Storage.Queues.QueueMessageEncoding.Base64);
        var messages = new List<JsonNode>();
        while ((await client.ReceiveMessagesAsync(32, TimeSpan.FromMinutes(10))).Value is { Length: > 0 } taken)
        {
            foreach (var message in taken)
            {
                messages.Add(JsonNode.Parse(message.MessageText)!);
                await client.DeleteMessageAsync(message.MessageId, message.PopReceipt);
            }
        }

        return messages;
    }
}
