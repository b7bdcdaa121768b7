using System.Diagnostics.Tracing;
using Azure.Core.Diagnostics;

namespace Mhero.EndToEnd.Tests.Storage;

/// <summary>Counts the requests that the Azure SDK sends in the async flow that made the counter.</summary>
public sealed class RequestCounter : IDisposable
{
    private static readonly AsyncLocal<RequestCounter?> Current = new();
    private readonly AzureEventSourceListener _listener;
    private int _count;

    public RequestCounter()
    {
        Current.Value = this;
        _listener = new AzureEventSourceListener(
            (e, _) =>
            {
                if (e.EventName == "Request" && Current.Value == this)
                {
                    Interlocked.Increment(ref _count);
                }
            },
            EventLevel.Informational);
    }

    public int Count => Volatile.Read(ref _count);

    public void Dispose()
    {
        Current.Value = null;
        _listener.Dispose();
    }
}
