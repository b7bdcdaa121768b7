using System.Diagnostics.Metrics;
using Mhero.Core.Messaging.Outbox;
using Mhero.Core.Storage.Queues;

namespace Mhero.Core.Messaging;

/// <summary>Counts messages to people as they reach a status: <c>mhero.messages</c> with the tag <c>status</c>.</summary>
internal sealed class MessageMetrics
{
    /// <summary>The counter's name.</summary>
    public const string Name = "mhero.messages";

    private readonly Counter<long> _messages;

    public MessageMetrics(IMeterFactory meters) =>
        _messages = meters.Create(MessageTrace.SourceName).CreateCounter<long>(Name, "{message}", "Messages to people that reached a status");

    /// <summary>Counts the recipients of a chunk whose state is another one now.</summary>
    /// <param name="before">The chunk as it was.</param>
    /// <param name="after">The chunk as it was stored.</param>
    public void Count(ChunkRow before, ChunkRow after)
    {
        var was = before.People.GroupBy(p => p.State).ToDictionary(group => group.Key, group => group.Count());
        foreach (var state in after.People.GroupBy(p => p.State).Where(group => group.Key != SendState.Planned))
        {
            if (state.Count() - was.GetValueOrDefault(state.Key) is > 0 and var reached)
            {
                _messages.Add(reached, new KeyValuePair<string, object?>("status", StatusOf(state.Key)));
            }
        }
    }

    private static string StatusOf(SendState state) => state switch
    {
        SendState.Sent => "sent",
        SendState.Completed => "completed",
        SendState.NotDone => "not-done",
        SendState.Unknown => "unknown",
        _ => "left-out",
    };
}
