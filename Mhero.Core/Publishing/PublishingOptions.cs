using System.ComponentModel.DataAnnotations;

namespace Mhero.Core.Publishing;

/// <summary>How the registry's responses are served as Flow Results. Section <c>Mhero:Publishing</c>.</summary>
public sealed class PublishingOptions
{
    /// <summary>The configuration section.</summary>
    public const string SectionName = "Mhero:Publishing";

    /// <summary>The most rows of a page.</summary>
    internal const int MaxPageSize = 5_000;

    /// <summary>
    /// The token that FLOIP clients send (<c>Authorization: Token …</c>) to <c>/api/flow-results/packages</c>. Empty disables these
    /// addresses; the same answers are at <c>/api/floip/packages</c> with the function key.
    /// </summary>
    [MinLength(16, ErrorMessage = "Set Mhero__Publishing__Token to a secret of at least 16 characters, or remove it.")]
    public string? Token { get; set; }

    /// <summary>The address of the app as clients see it, such as <c>https://mhero.example.org/api</c>, for the links between pages; empty takes the address of the request.</summary>
    [CustomValidation(typeof(PublishingOptions), nameof(CheckAddress))]
    public string? PublicBaseUrl { get; set; }

    /// <summary>How many rows a page has where the client asks for no number.</summary>
    [Range(1, MaxPageSize)]
    public int PageSize { get; set; } = 500;

    /// <summary>Whether it is an absolute address.</summary>
    /// <param name="address">The address; empty for none.</param>
    public static ValidationResult? CheckAddress(string? address) =>
        string.IsNullOrEmpty(address) || (Uri.TryCreate(address, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https")
            ? ValidationResult.Success
            : new ValidationResult("Set Mhero__Publishing__PublicBaseUrl to an address such as https://mhero.example.org/api, or remove it.", [nameof(PublicBaseUrl)]);
}
