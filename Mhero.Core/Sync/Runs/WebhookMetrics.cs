using System.Diagnostics.Metrics;
using Mhero.Core.Storage.Queues;

namespace Mhero.Core.Sync.Runs;

/// <summary>Counts the webhook calls that were refused: <c>mhero.webhooks.refused</c> with the tag <c>reason</c>, the code of the answer.</summary>
public sealed class WebhookMetrics
{
    /// <summary>The counter's name.</summary>
    public const string Name = "mhero.webhooks.refused";

    private readonly Counter<long> _refused;

    /// <summary>Creates the counter.</summary>
    /// <param name="meters">Where the meter belongs.</param>
    public WebhookMetrics(IMeterFactory meters) =>
        _refused = meters.Create(MessageTrace.SourceName).CreateCounter<long>(Name, "{call}", "Webhook calls that were refused");

    /// <summary>Counts one refusal.</summary>
    /// <param name="code">The code of the answer, such as <c>MH6011</c>.</param>
    public void Refused(string code) => _refused.Add(1, new KeyValuePair<string, object?>("reason", code));
}
