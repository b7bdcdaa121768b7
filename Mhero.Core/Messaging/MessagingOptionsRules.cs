using Mhero.Core.Mapping.Languages;
using Mhero.Core.Mapping.Phones;
using Mhero.Core.Messaging.Outbox;
using Mhero.Core.RapidPro;

namespace Mhero.Core.Messaging;

/// <summary>Checks beyond the settings' annotations: zones, hours, languages, and that no person can get a message twice.</summary>
internal sealed class MessagingOptionsRules(IOptions<RapidProOptions> rapidPro) : IValidateOptions<MessagingOptions>
{
    /// <summary>Zero while the settings of RapidPro have faults, which are reported as theirs.</summary>
    private TimeSpan RequestTimeout
    {
        get
        {
            try
            {
                return rapidPro.Value.RequestTimeout;
            }
            catch (Exception e) when (e is OptionsValidationException or InvalidOperationException)
            {
                return TimeSpan.Zero;
            }
        }
    }

    public ValidateOptionsResult Validate(string? name, MessagingOptions options)
    {
        var faults = new List<string>();
        foreach (var zone in options.TimeZones.Values.Append(options.TimeZone).Where(z => !string.IsNullOrEmpty(z) && !TimeZoneInfo.TryFindSystemTimeZoneById(z, out _)))
        {
            faults.Add($"Mhero__Messaging__TimeZone(s): '{zone}' is not a time zone: set it to an IANA name such as Africa/Kigali.");
        }

        foreach (var region in options.TimeZones.Keys.Where(r => !PhoneNumbers.IsRegion(r)))
        {
            faults.Add($"Mhero__Messaging__TimeZones__{region}: name it by a country's ISO 3166 code of two letters, such as RW.");
        }

        if (!string.IsNullOrWhiteSpace(options.QuietHours) && !QuietHours.TryRead(options.QuietHours, out _, out _))
        {
            faults.Add("Mhero__Messaging__QuietHours: set it to two times such as 21:00-07:00, or to nothing.");
        }

        if (LanguageCodes.ToIso6393(options.DefaultLanguage) is null)
        {
            faults.Add("Mhero__Messaging__DefaultLanguage: set it to a language of ISO 639-3 such as eng.");
        }

        if (options.ResendAfter <= RequestTimeout)
        {
            faults.Add("Mhero__Messaging__ResendAfter: set it to more than Mhero__RapidPro__RequestTimeout, or people could get a message twice.");
        }

        return faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }
}
