namespace Mhero.Core.Sync.Runs;

/// <summary>Whether a webhook was taken.</summary>
public enum WebhookAnswer
{
    /// <summary>The run is on the queue.</summary>
    Accepted,

    /// <summary>RapidPro's own simulator called, and its runs are not wanted.</summary>
    Ignored,

    /// <summary>The run does not fit into a queue message, and without its UUID it cannot be read again.</summary>
    TooLarge,
}
