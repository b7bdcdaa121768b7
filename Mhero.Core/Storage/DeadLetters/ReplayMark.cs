using Mhero.Core.Storage.Queues;

namespace Mhero.Core.Storage.DeadLetters;

/// <summary>Marks the message of a replay, so that a second copy of the same replay is recognised.</summary>
internal static class ReplayMark
{
    private static readonly JsonSerializerOptions Compact = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Adds the members <c>replay</c> and <c>copy</c> to a message with items.</summary>
    /// <param name="payload">The message.</param>
    /// <param name="replay">The replay: the same for every copy.</param>
    /// <returns>The message with the mark; as it was if it has no items or the mark does not fit.</returns>
    public static string Add(string payload, string replay)
    {
        try
        {
            if (JsonNode.Parse(payload) is not JsonObject message || message["items"] is not JsonArray)
            {
                return payload;
            }

            message["replay"] = replay;
            message["copy"] = Guid.NewGuid().ToString("N");
            var marked = message.ToJsonString(Compact);
            return Encoding.UTF8.GetByteCount(marked) <= MessageQueues.MaxContentBytes ? marked : payload;
        }
        catch (Exception e) when (e is JsonException or ArgumentException)
        {
            return payload;
        }
    }
}
