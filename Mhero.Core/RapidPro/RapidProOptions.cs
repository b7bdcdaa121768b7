using System.ComponentModel.DataAnnotations;

namespace Mhero.Core.RapidPro;

/// <summary>How RapidPro (or TextIt) is reached: section <c>Mhero:RapidPro</c>. Checked at start, all faults at once.</summary>
public sealed class RapidProOptions
{
    /// <summary>The section's path in the configuration.</summary>
    public const string SectionName = "Mhero:RapidPro";

    /// <summary>The host's root, with or without a path (<c>https://textit.com</c>); <c>/api/v2</c> is added when it is missing.</summary>
    [Required(ErrorMessage = "Set Mhero__RapidPro__BaseUrl to the address of RapidPro, such as https://rapidpro.example.org.")]
    public Uri? BaseUrl { get; set; }

    /// <summary>The API token of an Administrator or Editor (workspace settings, API tokens), as it is.</summary>
    [Required(ErrorMessage = "Set Mhero__RapidPro__Token to the API token of an Administrator or Editor of the workspace.")]
    public string? Token { get; set; }

    /// <summary>
    /// The secret that RapidPro's webhooks send along, at least 16 characters: RapidPro signs nothing, so each caller who knows it
    /// can write answers. It is required besides the functions' own key: without it the webhook endpoint answers 503 (<c>MH6010</c>),
    /// and runs come with the next reading.
    /// </summary>
    public string? WebhookSecret { get; set; }

    /// <summary>How many requests may be under way at once, over the whole process.</summary>
    [Range(1, 256)]
    public int MaxConcurrency { get; set; } = 8;

    /// <summary>How long one request may take, its answer's body included; waiting for a free place does not count.</summary>
    [Range(typeof(TimeSpan), "00:00:00.001", "01:00:00")]
    public TimeSpan RequestTimeout { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>How often a request that may be repeated (a read, an update by UUID) is tried again; 0 for never.</summary>
    [Range(0, 20)]
    public int MaxRetries { get; set; } = 4;

    /// <summary>The wait before the first repeat; it doubles with each repeat, with jitter, up to 30 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:00:30")]
    public TimeSpan RetryBaseDelay { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>
    /// The longest wait that RapidPro asks for (429, 503) and that is waited out here. A longer one is thrown at once
    /// with its time, so that the caller can delay its message rather than hold a worker.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:05:00")]
    public TimeSpan MaxInlineWait { get; set; } = TimeSpan.FromSeconds(5);
}
