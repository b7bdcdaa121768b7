using System.Diagnostics;

namespace Mhero.Core.Storage.Queues;

/// <summary>
/// Carries the W3C trace context in the queue messages, so that one trace leads from a webhook or a timer through the queues to
/// each request. A message is a JSON object; the context is its first member, <c>traceparent</c>, which readers ignore otherwise.
/// </summary>
public static class MessageTrace
{
    /// <summary>Name of the activity source; also the name of mHero's meter.</summary>
    public const string SourceName = "Mhero";

    private const string Start = "{\"traceparent\":\"";

    // Version, trace id, span id and flags: 00-32-16-2 hexadecimal digits.
    private const int IdLength = 55;

    private static readonly ActivitySource Source = new(SourceName);

    /// <summary>How many characters the context takes at the beginning of a message; 0 for a message without.</summary>
    internal static int LengthIn(ReadOnlySpan<byte> content) =>
        content.StartsWith("{\"traceparent\":\""u8) ? Start.Length + IdLength + 2 : 0;

    /// <summary>Starts the activity in which a message is handled, as a child of the one that sent it.</summary>
    /// <param name="queue">The queue's name.</param>
    /// <param name="content">The message as it lies on the queue, base64 or plain.</param>
    /// <returns>The activity, to be disposed when the message is handled; null when nothing listens.</returns>
    public static Activity? StartHandling(string queue, string content)
    {
        var invocation = Activity.Current;
        var activity = Parent(content) is { } parent
            ? Source.StartActivity($"handle {queue}", ActivityKind.Consumer, parent, links: invocation is null ? null : [new ActivityLink(invocation.Context)])
            : Source.StartActivity($"handle {queue}", ActivityKind.Consumer);
        return activity?.SetTag("messaging.system", "azure_queues").SetTag("messaging.destination.name", queue);
    }

    /// <summary>Adds the context of the present activity to a message.</summary>
    /// <param name="content">A JSON object.</param>
    /// <returns>The message with the context; unchanged without an activity, or when it is not an object.</returns>
    internal static string Add(string content) =>
        Activity.Current is { IdFormat: ActivityIdFormat.W3C, Id: { Length: IdLength } id } && content.StartsWith("{\"", StringComparison.Ordinal)
            && !content.StartsWith(Start, StringComparison.Ordinal)
            ? string.Concat(Start, id, "\",", content.AsSpan(1))
            : content;

    private static ActivityContext? Parent(string message) =>
        MessageText.TryRead(message, out _, out var content) && content.StartsWith(Start, StringComparison.Ordinal) && content.Length > Start.Length + IdLength
            && ActivityContext.TryParse(content.Substring(Start.Length, IdLength), null, isRemote: true, out var parent)
            ? parent
            : null;
}
