using Azure.Core;
using Azure.Core.Pipeline;

namespace Mhero.Core.Storage.Tables;

/// <summary>
/// Counts how often the SDK really sent one request. A refusal ("exists already", "changed since") after a second
/// sending may be the echo of a first one that went through and whose answer was lost; after a single sending it is
/// true. Only this count lets an insert be a claim: without it, equal content of another writer
/// would have to count as mHero's own.
/// </summary>
internal sealed class SendCounter
{
    private const string Property = "mhero.sends";
    private int _sends;

    public static HttpPipelinePolicy Policy { get; } = new CountingPolicy();

    public bool SentAgain => Volatile.Read(ref _sends) > 1;

    /// <summary>Counts the requests of the calling async flow until the result is disposed of.</summary>
    public IDisposable Begin()
    {
        Volatile.Write(ref _sends, 0);
        return HttpPipeline.CreateHttpMessagePropertiesScope(new Dictionary<string, object?> { [Property] = this });
    }

    private sealed class CountingPolicy : HttpPipelineSynchronousPolicy
    {
        public override void OnSendingRequest(HttpMessage message)
        {
            if (message.TryGetProperty(Property, out var value) && value is SendCounter counter)
            {
                Interlocked.Increment(ref counter._sends);
            }
        }
    }
}
