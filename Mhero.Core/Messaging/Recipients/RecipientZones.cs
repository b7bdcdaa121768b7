using Mhero.Core.Mapping.Phones;

namespace Mhero.Core.Messaging.Recipients;

/// <summary>In which time zone a person lives: by the country of the number, as far as a setting names its zone.</summary>
internal sealed class RecipientZones(IOptions<MessagingOptions> options)
{
    /// <summary>IANA name of the zone.</summary>
    /// <param name="number">A number in E.164, or a WhatsApp address; null when there is none.</param>
    public string Of(string? number)
    {
        var settings = options.Value;
        if (settings.TimeZones.Count == 0 || string.IsNullOrEmpty(number) || !char.IsAsciiDigit(number.TrimStart('+')[0]))
        {
            return settings.TimeZone;
        }

        var region = PhoneNumbers.RegionOf(number[0] == '+' ? number : "+" + number);
        return region is not null && settings.TimeZones.TryGetValue(region, out var zone) ? zone : settings.TimeZone;
    }
}
