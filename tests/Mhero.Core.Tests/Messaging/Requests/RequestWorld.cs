using Mhero.Core.Messaging.Outbox;
using Mhero.Core.Messaging.Requests;
using Mhero.Core.Storage.Queues;
using Mhero.Core.Tests.Messaging.Recipients;

namespace Mhero.Core.Tests.Messaging.Requests;

/// <summary>What a client's request becomes: rows of the outbox, and messages of the queue.</summary>
internal sealed class RequestWorld : IDisposable
{
    public RequestWorld(params (string Name, string Value)[] settings) => People = new RecipientWorld(settings);

    public RecipientWorld People { get; }

    public MessageRequests Requests => Get<MessageRequests>();

    public OutboxTable Outbox => Get<OutboxTable>();

    /// <summary>A request as JSON; <paramref name="more"/> are further members, each after a comma.</summary>
    public static string Text(string text = "Hello", string recipient = "Practitioner/p1", string status = "active", string more = "") => $$"""
        {"resourceType":"CommunicationRequest","status":"{{status}}","recipient":[{"reference":"{{recipient}}"}],"payload":[{"contentString":"{{text}}"}]{{more}}}
        """;

    public T Get<T>()
        where T : notnull => People.Registry.Get<T>();

    /// <summary>Sends a request in.</summary>
    /// <returns>Its id, and the issues as <c>severity type code</c>.</returns>
    public async Task<(Guid? Id, string Issues, string Diagnostics)> AcceptAsync(string json, string? key = "k")
    {
        var (id, outcome) = await Get<RequestReceiver>().AcceptAsync(json, key);
        return (
            id,
            string.Join(", ", outcome.Issue.Select(i => $"{i.Severity} {i.Code} {i.Details?.Coding.Single().Code}".Trim())),
            string.Join(" / ", outcome.Issue.Select(i => i.Diagnostics)));
    }

    /// <summary>How many messages of requests are on the queue.</summary>
    public Task<int> QueuedAsync() => Get<MessageQueues>().DepthAsync("communications");

    public void Dispose() => People.Dispose();
}
