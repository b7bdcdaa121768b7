using System.ComponentModel.DataAnnotations;
using Mhero.Core.Http;

namespace Mhero.Core.RapidPro;

/// <summary>How RapidPro (or TextIt) is reached: section <c>Mhero:RapidPro</c>. Checked at start, all faults at once.</summary>
public sealed class RapidProOptions : HttpOptions
{
    /// <summary>The section's path in the configuration.</summary>
    public const string SectionName = "Mhero:RapidPro";

    /// <summary>
    /// Sixteen requests at once: RapidPro reads and writes contacts one at a time, and with eight the first load waits for the network. Its quota is counted by the hour and does not
    /// depend on them.
    /// </summary>
    public RapidProOptions() => MaxConcurrency = 16;

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
}
