using System.ComponentModel.DataAnnotations;
using Mhero.Core.Http;

namespace Mhero.Core.Dhis2;

/// <summary>The DHIS2 that gets the reports, and how to talk to it. Section <c>Mhero:Dhis2</c>; without an address nothing is sent.</summary>
public sealed class Dhis2Options : HttpOptions, IValidatableObject
{
    /// <summary>The configuration section.</summary>
    public const string SectionName = "Mhero:Dhis2";

    /// <summary>Makes options with the defaults. A report that fails waits on its queue, so a call repeats less than those of the other sides.</summary>
    public Dhis2Options() => (MaxRetries, MaxConcurrency) = (2, 4);

    /// <summary>The address of DHIS2 (<c>https://dhis2.example.org</c>), with or without <c>/api</c>; none for no delivery.</summary>
    public Uri? BaseUrl { get; set; }

    /// <summary>A personal access token (<c>d2pat_…</c>), which DHIS2 has from version 2.37 on; none for a user name and password.</summary>
    public string? Token { get; set; }

    /// <summary>User name for basic authentication.</summary>
    public string? Username { get; set; }

    /// <summary>Password for basic authentication.</summary>
    public string? Password { get; set; }

    /// <summary>The names of data sets in the mapping: <c>uid</c>, <c>code</c>, <c>name</c> or <c>attribute:UID</c>.</summary>
    [RegularExpression(Dhis2Schemes.Pattern, ErrorMessage = "has to be uid, code, name or attribute:UID.")]
    public string DataSetScheme { get; set; } = Dhis2Schemes.Code;

    /// <summary>The names of data elements in the mapping, as for <see cref="DataSetScheme"/>.</summary>
    [RegularExpression(Dhis2Schemes.Pattern, ErrorMessage = "has to be uid, code, name or attribute:UID.")]
    public string DataElementScheme { get; set; } = Dhis2Schemes.Code;

    /// <summary>The names of category option combinations and attribute option combinations in the mapping, as for <see cref="DataSetScheme"/>.</summary>
    [RegularExpression(Dhis2Schemes.Pattern, ErrorMessage = "has to be uid, code, name or attribute:UID.")]
    public string CategoryOptionComboScheme { get; set; } = Dhis2Schemes.Code;

    /// <summary>The names of organisation units, as for <see cref="DataSetScheme"/>.</summary>
    [RegularExpression(Dhis2Schemes.Pattern, ErrorMessage = "has to be uid, code, name or attribute:UID.")]
    public string OrgUnitScheme { get; set; } = Dhis2Schemes.Code;

    /// <summary>Whether a report whose values are all stored is registered as complete.</summary>
    public bool RegistersCompleteness { get; set; } = true;

    /// <summary>Whether reports are sent to a DHIS2.</summary>
    internal bool IsOn => BaseUrl is not null;

    /// <summary>The schemes of the identifiers.</summary>
    internal Dhis2Schemes Schemes => new(DataSetScheme, DataElementScheme, CategoryOptionComboScheme, OrgUnitScheme);

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (BaseUrl is { } address && (!address.IsAbsoluteUri || address.Scheme is not ("http" or "https")))
        {
            yield return new ValidationResult("has to be an http address, such as https://dhis2.example.org.", [nameof(BaseUrl)]);
        }

        if (BaseUrl is not null && string.IsNullOrWhiteSpace(Token) && (string.IsNullOrWhiteSpace(Username) || string.IsNullOrWhiteSpace(Password)))
        {
            yield return new ValidationResult("has to be set beside BaseUrl, or Username and Password.", [nameof(Token)]);
        }

        if (!string.IsNullOrWhiteSpace(Token) && !string.IsNullOrWhiteSpace(Username))
        {
            yield return new ValidationResult("has to be left out beside Token: one of the two ways is used.", [nameof(Username)]);
        }
    }
}
