using System.ComponentModel.DataAnnotations;

namespace Mhero.Core.Http;

/// <summary>Limits, time-outs and repeats of the requests to one server: the same settings for RapidPro and for the FHIR server.</summary>
public class HttpOptions
{
    /// <summary>How many requests may be under way at once, over the whole process.</summary>
    [Range(1, 256)]
    public int MaxConcurrency { get; set; } = 8;

    /// <summary>How long one attempt may take, its answer's body included; the wait for a free place does not count.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "01:00:00")]
    public TimeSpan RequestTimeout { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>Attempts after the first, where a repeat does no harm; 0 for none.</summary>
    [Range(0, 20)]
    public int MaxRetries { get; set; } = 4;

    /// <summary>The wait before the first repeat; it doubles with each repeat, with jitter, up to 30 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:00:30")]
    public TimeSpan RetryBaseDelay { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>
    /// The longest wait that the server asks for (429, 503) and that is waited within the call. A longer one is thrown at once
    /// with its time, so that the caller can delay its message in place of holding a worker.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:05:00")]
    public TimeSpan MaxInlineWait { get; set; } = TimeSpan.FromSeconds(5);
}
