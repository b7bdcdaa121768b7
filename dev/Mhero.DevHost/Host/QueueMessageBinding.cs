using System.Diagnostics.CodeAnalysis;
using Azure.Storage.Queues.Models;

namespace Mhero.DevHost.Host;

/// <summary>From a message as it lies on the queue to what the function takes.</summary>
internal static class QueueMessageBinding
{
    private static readonly JsonSerializerOptions Json = new() { PropertyNameCaseInsensitive = true };

    /// <summary>The message's text, decoded if the queue's texts are base64; false if it is not.</summary>
    public static bool TryDecode(QueueMessage message, bool isBase64, [NotNullWhen(true)] out string? text)
    {
        if (!isBase64)
        {
            text = message.MessageText;
            return true;
        }

        var bytes = new byte[message.MessageText.Length];
        var decoded = Convert.TryFromBase64String(message.MessageText, bytes, out var length);
        text = decoded ? Encoding.UTF8.GetString(bytes, 0, length) : null;
        return decoded;
    }

    /// <summary>The argument for a parameter of the type. Throws JsonException if the text is not JSON of that shape.</summary>
    public static object? Argument(Type type, QueueMessage message, string text)
    {
        if (type == typeof(string))
        {
            return text;
        }

        if (type == typeof(BinaryData))
        {
            return BinaryData.FromString(text);
        }

        return type == typeof(QueueMessage)
            ? QueuesModelFactory.QueueMessage(
                message.MessageId, message.PopReceipt, BinaryData.FromString(text), message.DequeueCount, message.NextVisibleOn, message.InsertedOn, message.ExpiresOn)
            : JsonSerializer.Deserialize(text, type, Json);
    }
}
