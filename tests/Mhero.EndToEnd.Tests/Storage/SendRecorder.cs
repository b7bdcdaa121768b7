using System.Diagnostics.Tracing;
using Azure.Core.Diagnostics;

namespace Mhero.EndToEnd.Tests.Storage;

/// <summary>Keeps the address of the last queue message sent in the async flow that made it.</summary>
public sealed class SendRecorder : IDisposable
{
    private static readonly AsyncLocal<SendRecorder?> Current = new();
    private readonly AzureEventSourceListener _listener;

    public SendRecorder()
    {
        Current.Value = this;
        _listener = new AzureEventSourceListener(
            (e, message) =>
            {
                if (e.EventName == "Request" && Current.Value == this && message.Contains("/messages", StringComparison.Ordinal))
                {
                    Last = message;
                }
            },
            EventLevel.Informational);
    }

    public string Last { get; private set; } = string.Empty;

    public void Dispose()
    {
        Current.Value = null;
        _listener.Dispose();
    }
}
